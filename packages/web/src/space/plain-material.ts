/**
 * Matte light computed at the corners only, without shadows: what is drawn with while the camera moves and the
 * processor draws. The same sky and sun as three's Lambert material, so that nothing changes tone when it comes to rest.
 */
import { Color, ShaderMaterial, Vector3, Vector4 } from 'three';

const VERTEX = /* glsl */ `
  #include <clipping_planes_pars_vertex>
  attribute float ghost;
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
    vec4 mvPosition = viewMatrix * (instanceMatrix * vec4(position, 1.0));
    gl_Position = projectionMatrix * mvPosition;
    if (ghost > 0.5) gl_Position = vec4(0.0, 0.0, -2.0, 1.0);
    #include <clipping_planes_vertex>
  }
`;
const FRAGMENT = /* glsl */ `
  #include <clipping_planes_pars_fragment>
  uniform vec3 cutTone;
  varying vec3 shade;
  void main() {
    #include <clipping_planes_fragment>
    gl_FragColor = vec4(shade, 1.0);
    #if NUM_CLIPPING_PLANES > 0
      if (!gl_FrontFacing) gl_FragColor = sRGBTransferOETF(vec4(cutTone, 1.0));
    #endif
  }
`;
/** Turned into the bytes of the screen at the corners already. */
const OETF = /* glsl */ `
  vec4 sRGBTransferOETF(in vec4 value) {
    return vec4(mix(pow(value.rgb, vec3(0.41666)) * 1.055 - vec3(0.055), value.rgb * 12.92,
      vec3(lessThanEqual(value.rgb, vec3(0.0031308)))), value.a);
  }
`;

const EDGE_VERTEX = /* glsl */ `
  #include <clipping_planes_pars_vertex>
  attribute float ghost;
  uniform vec4 tone;
  uniform float ghostEdge;
  varying vec4 shade;
  void main() {
    vec4 mvPosition = viewMatrix * (instanceMatrix * vec4(position, 1.0));
    gl_Position = projectionMatrix * mvPosition;
    shade = vec4(tone.rgb, tone.a * mix(1.0, ghostEdge, ghost));
    #include <clipping_planes_vertex>
  }
`;
const EDGE_FRAGMENT = /* glsl */ `
  #include <clipping_planes_pars_fragment>
  varying vec4 shade;
  void main() {
    #include <clipping_planes_fragment>
    gl_FragColor = shade;
  }
`;

export class PlainMaterial extends ShaderMaterial {
  readonly tone = new Color('#ffffff');
  readonly sky = new Color();
  readonly earth = new Color();
  readonly sun = new Color();
  readonly cutTone = new Color();
  /** Towards the sun, of length one. */
  readonly sunWay = new Vector3(0, 1, 0);

  constructor() {
    super({ vertexColors: true, vertexShader: OETF + VERTEX, fragmentShader: FRAGMENT, clipping: true });
    for (const name of ['tone', 'sky', 'earth', 'sun', 'sunWay', 'cutTone'] as const) {
      this.uniforms[name] = { value: this[name] };
    }
  }
}

/** Edges in the same haste: of one colour, in the bytes of the screen. */
export class PlainEdges extends ShaderMaterial {
  readonly tone = new Vector4(0, 0, 0, 1);

  /** `ghostEdge`: share of its opacity that the edge of a ghost keeps. */
  constructor(ghostEdge: number) {
    super({
      vertexShader: EDGE_VERTEX,
      fragmentShader: EDGE_FRAGMENT,
      clipping: true,
      transparent: true,
      uniforms: { ghostEdge: { value: ghostEdge } },
    });
    this.uniforms.tone = { value: this.tone };
  }

  setTone(colour: Color, opacity: number): void {
    const shown = colour.clone().convertLinearToSRGB();
    this.tone.set(shown.r, shown.g, shown.b, opacity);
  }
}
