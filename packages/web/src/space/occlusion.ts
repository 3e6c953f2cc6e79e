/**
 * Ambient occlusion: corners, gaps and contacts get less of the light of the sky, so that one sees what touches what.
 *
 * Computed at half the size from the depth of a picture alone, normals from its slopes: each pixel asks some places around
 * it, on a spiral that is turned differently in each pixel of a square of four, how much of its half of the sky they cover.
 * M. McGuire, M. Mara, D. Luebke, "Scalable Ambient Obscurance", High-Performance Graphics 2012. Whoever reads it takes the
 * mean over the square, of places at like distance only (`OPENNESS`).
 */
import {
  type DepthTexture,
  HalfFloatType,
  NearestFilter,
  type PerspectiveCamera,
  RGFormat,
  ShaderMaterial,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { screenMesh } from './screen-mesh.ts';

/** How far things darken each other, metres: the size of a gap between machine parts. */
const RADIUS_METRES = 0.7;
/** Places asked per pixel. */
const TAPS = 14;

/** Distance before the camera, metres, of a value of the depth buffer. */
const DISTANCE = /* glsl */ `
  float distanceOf(float depth) { return near * far / (far - depth * (far - near)); }
`;

const FRAGMENT = /* glsl */ `
  uniform highp sampler2D depth;
  uniform vec2 scale;
  uniform float near;
  uniform float far;
  ${DISTANCE}
  /** Of the middle of a pixel, so that its depth is true there; at the rim the last one. */
  vec3 placeAt(ivec2 pixel) {
    ivec2 size = textureSize(depth, 0);
    ivec2 at = clamp(pixel, ivec2(0), size - 1);
    float z = distanceOf(texelFetch(depth, at, 0).r);
    return vec3(((vec2(at) + 0.5) / vec2(size) * 2.0 - 1.0) * scale * z, -z);
  }
  /** The slope on the side where nothing ends. */
  vec3 slope(vec3 before, vec3 here, vec3 after) {
    vec3 a = here - before;
    vec3 b = after - here;
    return abs(a.z) < abs(b.z) ? a : b;
  }
  void main() {
    // Between neighbours on all sides.
    ivec2 at = clamp(ivec2(gl_FragCoord.xy) * 2, ivec2(1), textureSize(depth, 0) - 2);
    if (texelFetch(depth, at, 0).r >= 1.0) { gl_FragColor = vec4(1.0, 60000.0, 0.0, 1.0); return; }
    vec3 here = placeAt(at);
    vec3 x = slope(placeAt(at - ivec2(1, 0)), here, placeAt(at + ivec2(1, 0)));
    vec3 y = slope(placeAt(at - ivec2(0, 1)), here, placeAt(at + ivec2(0, 1)));
    vec3 normal = normalize(cross(x, y));
    float away = -here.z;
    // The radius on screen, pixels; not so large that a thing before the lens covers it.
    float high = float(textureSize(depth, 0).y);
    float reach = min(${RADIUS_METRES.toFixed(2)} / (2.0 * away * scale.y), 0.14) * high;
    ivec2 pixel = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((pixel.y * 4 + pixel.x) * 7 % 16) * (6.2831853 / 16.0);
    float rr = ${(RADIUS_METRES * RADIUS_METRES).toFixed(4)};
    float sum = 0.0;
    for (int i = 0; i < ${TAPS}; i++) {
      float share = (float(i) + 0.5) / ${TAPS.toFixed(1)};
      float angle = share * 6.2831853 * 5.0 + turn;
      vec2 to = vec2(cos(angle), sin(angle)) * reach * share;
      vec3 way = placeAt(at + ivec2(round(to))) - here;
      float ww = dot(way, way);
      float f = max(rr - ww, 0.0);
      // What lies flat on the same plane covers nothing, however coarse its depth.
      float rise = dot(way, normal) - 0.004 * away - 0.012;
      sum += f * f * f * max(rise / (ww + 0.01), 0.0);
    }
    float open = max(0.0, 1.0 - sum * 5.0 / (rr * rr * rr * ${TAPS.toFixed(1)}));
    gl_FragColor = vec4(open, away, 0.0, 1.0);
  }
`;

/** For the shader that applies it: `openness(pixel)` from 0 (closed in) to 1, at a pixel of the picture of full size. */
export const OPENNESS = /* glsl */ `
  uniform sampler2D occlusion;
  uniform highp sampler2D depth;
  uniform float near;
  uniform float far;
  ${DISTANCE}
  float openness(ivec2 pixel) {
    float here = distanceOf(texelFetch(depth, pixel, 0).r);
    ivec2 last = textureSize(occlusion, 0) - 1;
    ivec2 middle = pixel / 2;
    float sum = 0.0;
    float weights = 0.0;
    for (int y = -2; y < 2; y++) for (int x = -2; x < 2; x++) {
      vec2 one = texelFetch(occlusion, clamp(middle + ivec2(x, y), ivec2(0), last), 0).rg;
      float weight = max(0.0, 1.0 - abs(one.g - here) / (0.02 * here + 0.05)) + 1e-4;
      sum += one.r * weight;
      weights += weight;
    }
    return sum / weights;
  }
`;

export class Occlusion {
  readonly #target = new WebGLRenderTarget(1, 1, {
    format: RGFormat,
    type: HalfFloatType,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    depthBuffer: false,
  });
  readonly #mesh;
  readonly #uniforms;

  constructor(depth: DepthTexture) {
    this.#uniforms = {
      depth: { value: depth },
      scale: { value: new Vector2() },
      near: { value: 0.1 },
      far: { value: 1000 },
    };
    const material = new ShaderMaterial({ fragmentShader: FRAGMENT, uniforms: this.#uniforms });
    this.#mesh = screenMesh(material);
  }

  /** Uniforms for `OPENNESS`; the same objects for ever. */
  get uniforms(): ShaderMaterial['uniforms'] {
    const { depth, near, far } = this.#uniforms;
    return { occlusion: { value: this.#target.texture }, depth, near, far };
  }

  /** From the depth as it was drawn with this camera, in a picture of this size. Leaves the render target changed. */
  draw(gl: WebGLRenderer, camera: PerspectiveCamera, picture: Vector2): void {
    const { scale, near, far } = this.#uniforms;
    this.#target.setSize(Math.max(1, Math.ceil(picture.x / 2)), Math.max(1, Math.ceil(picture.y / 2)));
    const high = Math.tan((camera.fov * Math.PI) / 360) / camera.zoom;
    scale.value.set(high * camera.aspect, high);
    near.value = camera.near;
    far.value = camera.far;
    gl.setRenderTarget(this.#target);
    gl.render(this.#mesh, camera);
  }

  dispose(): void {
    this.#target.dispose();
    this.#mesh.material.dispose();
    this.#mesh.geometry.dispose();
  }
}
