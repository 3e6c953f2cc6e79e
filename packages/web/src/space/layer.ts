/**
 * A picture of the plant with its depth, to draw other things over: where the processor draws, of what stands still, so
 * that a frame costs one copy and what moves, whatever the size of the plant; on a graphics card, of everything, for its
 * depth tells where the light of the sky does not reach.
 *
 * Smoothed by several samples a pixel, which in software no frame in motion could afford.
 */
import {
  AlwaysDepth,
  type BufferGeometry,
  DepthTexture,
  HalfFloatType,
  type Mesh,
  NearestFilter,
  type PerspectiveCamera,
  type Scene,
  ShaderMaterial,
  UnsignedIntType,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { Occlusion, OPENNESS } from './occlusion.ts';
import { screenMesh } from './screen-mesh.ts';
import type { Tiles } from './tiles.ts';

/** How much darker what is closed in on all sides becomes. */
const DARKEST = 0.62;
/** From linear light to the bytes of the screen, once per baking. */
const ENCODE = /* glsl */ `
  uniform sampler2D light;
  void main() {
    gl_FragColor = sRGBTransferOETF(vec4(texelFetch(light, ivec2(gl_FragCoord.xy), 0).rgb, 1.0));
  }
`;
const ENCODE_OCCLUDED = /* glsl */ `
  uniform sampler2D light;
  ${OPENNESS}
  void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    float shade = 1.0 - ${DARKEST.toFixed(2)} * (1.0 - openness(at));
    gl_FragColor = sRGBTransferOETF(vec4(texelFetch(light, at, 0).rgb * shade, 1.0));
  }
`;
const COPY = /* glsl */ `
  uniform sampler2D picture;
  uniform highp sampler2D depth;
  void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    gl_FragColor = texelFetch(picture, at, 0);
    gl_FragDepth = texelFetch(depth, at, 0).r;
  }
`;
const SAMPLES = 4;

export class Layer {
  /** In the scene, drawn before all else; visible while the layer stands for what is still. */
  readonly sheet: Mesh<BufferGeometry, ShaderMaterial>;
  /** Whether the picture is true. */
  valid = false;
  #light: WebGLRenderTarget;
  #picture: WebGLRenderTarget;
  #occlusion: Occlusion | undefined;
  #encode: Mesh<BufferGeometry, ShaderMaterial>;
  #size = new Vector2();
  #whole: BufferGeometry;

  /** `occluded`: with ambient occlusion. `samples`: per pixel, 4 unless the pixels are fine enough. */
  constructor(occluded: boolean, samples = SAMPLES) {
    const depth = new DepthTexture(1, 1, UnsignedIntType);
    const nearest = { minFilter: NearestFilter, magFilter: NearestFilter };
    this.#light = new WebGLRenderTarget(1, 1, {
      ...nearest,
      type: HalfFloatType,
      samples,
      depthTexture: depth,
    });
    this.#picture = new WebGLRenderTarget(1, 1, { ...nearest, depthBuffer: false });
    this.#occlusion = occluded ? new Occlusion(depth) : undefined;
    this.#encode = screenMesh(
      new ShaderMaterial({
        fragmentShader: occluded ? ENCODE_OCCLUDED : ENCODE,
        uniforms: { light: { value: this.#light.texture }, ...this.#occlusion?.uniforms },
      }),
    );
    this.sheet = screenMesh(
      new ShaderMaterial({
        fragmentShader: COPY,
        uniforms: { picture: { value: this.#picture.texture }, depth: { value: depth } },
      }),
    );
    this.#whole = this.sheet.geometry;
    // It brings its depth along.
    this.sheet.material.depthTest = true;
    this.sheet.material.depthWrite = true;
    this.sheet.material.depthFunc = AlwaysDepth;
    this.sheet.renderOrder = -1000;
    this.sheet.visible = false;
  }

  /** What of it is copied into the next frame: all, or only these squares. */
  set within(tiles: Tiles | undefined) {
    this.sheet.geometry = tiles?.geometry ?? this.#whole;
  }

  /** Draws the scene as it is (what does not belong hidden by the caller) into the layer, at the size of the drawing buffer. */
  bake(gl: WebGLRenderer, scene: Scene, camera: PerspectiveCamera): void {
    gl.getDrawingBufferSize(this.#size);
    this.#light.setSize(this.#size.x, this.#size.y);
    this.#picture.setSize(this.#size.x, this.#size.y);
    this.sheet.visible = false;
    gl.setRenderTarget(this.#light);
    gl.render(scene, camera);
    this.#occlusion?.draw(gl, camera, this.#size);
    gl.setRenderTarget(this.#picture);
    gl.render(this.#encode, camera);
    gl.setRenderTarget(null);
    this.valid = true;
  }

  dispose(): void {
    this.#light.depthTexture?.dispose();
    this.#light.dispose();
    this.#picture.dispose();
    this.#occlusion?.dispose();
    this.sheet.material.dispose();
    this.#whole.dispose();
    this.#encode.material.dispose();
    this.#encode.geometry.dispose();
  }
}
