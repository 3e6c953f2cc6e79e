/**
 * Matte light computed at the corners only, without shadows: what is drawn with while the camera moves and the
 * processor draws. The same sky and sun as three's Lambert material, so that nothing changes tone when it comes to rest.
 */
import { Color, ShaderMaterial, Vector3 } from 'three';

const VERTEX = /* glsl */ `
  uniform vec3 tone;
  uniform vec3 sky;
  uniform vec3 earth;
  uniform vec3 sun;
  uniform vec3 sunWay;
  varying vec3 shade;
  void main() {
    vec3 face = normalize(mat3(instanceMatrix) * normal);
    vec3 light = mix(earth, sky, 0.5 * face.y + 0.5) + sun * max(0.0, dot(face, sunWay));
    vec3 sum = tone * color * instanceColor * light * 0.31830988618;
    shade = sRGBTransferOETF(vec4(sum, 1.0)).rgb;
    gl_Position = projectionMatrix * viewMatrix * modelMatrix * instanceMatrix * vec4(position, 1.0);
  }
`;
const FRAGMENT = /* glsl */ `
  varying vec3 shade;
  void main() { gl_FragColor = vec4(shade, 1.0); }
`;
/** Turned into the bytes of the screen at the corners already. */
const OETF = /* glsl */ `
  vec4 sRGBTransferOETF(in vec4 value) {
    return vec4(mix(pow(value.rgb, vec3(0.41666)) * 1.055 - vec3(0.055), value.rgb * 12.92,
      vec3(lessThanEqual(value.rgb, vec3(0.0031308)))), value.a);
  }
`;

export class PlainMaterial extends ShaderMaterial {
  readonly tone = new Color('#ffffff');
  readonly sky = new Color();
  readonly earth = new Color();
  readonly sun = new Color();
  /** Towards the sun, of length one. */
  readonly sunWay = new Vector3(0, 1, 0);

  constructor() {
    super({ vertexColors: true, vertexShader: OETF + VERTEX, fragmentShader: FRAGMENT });
    for (const name of ['tone', 'sky', 'earth', 'sun', 'sunWay'] as const) {
      this.uniforms[name] = { value: this[name] };
    }
  }
}
