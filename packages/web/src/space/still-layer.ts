/**
 * A picture of what stands still, with its depth, to draw moving things over: where the processor draws, a frame then
 * costs one copy and what moves, whatever the size of the plant.
 *
 * Baked when the camera has come to rest, smoothed (four samples a pixel), which no frame in motion could afford.
 */
import {
  AlwaysDepth,
  BufferAttribute,
  BufferGeometry,
  type Camera,
  DepthTexture,
  HalfFloatType,
  Mesh,
  NearestFilter,
  type Scene,
  ShaderMaterial,
  UnsignedIntType,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';

const VERTEX = /* glsl */ `
  void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }
`;
/** From linear light to the bytes of the screen, once per baking. */
const ENCODE = /* glsl */ `
  uniform sampler2D light;
  void main() {
    gl_FragColor = sRGBTransferOETF(vec4(texelFetch(light, ivec2(gl_FragCoord.xy), 0).rgb, 1.0));
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

export class StillLayer {
  /** In the scene, drawn before all else; visible while the layer stands for what is still. */
  readonly sheet: Mesh<BufferGeometry, ShaderMaterial>;
  /** Whether the picture is true. */
  valid = false;
  #light: WebGLRenderTarget;
  #picture: WebGLRenderTarget;
  #encode: Mesh<BufferGeometry, ShaderMaterial>;
  #size = new Vector2();

  constructor() {
    const depth = new DepthTexture(1, 1, UnsignedIntType);
    const nearest = { minFilter: NearestFilter, magFilter: NearestFilter };
    this.#light = new WebGLRenderTarget(1, 1, {
      ...nearest,
      type: HalfFloatType,
      samples: SAMPLES,
      depthTexture: depth,
    });
    this.#picture = new WebGLRenderTarget(1, 1, { ...nearest, depthBuffer: false });
    this.#encode = screenMesh(ENCODE, { light: { value: this.#light.texture } });
    this.#encode.material.depthTest = false;
    this.#encode.material.depthWrite = false;
    this.sheet = screenMesh(COPY, { picture: { value: this.#picture.texture }, depth: { value: depth } });
    this.sheet.material.depthFunc = AlwaysDepth;
    this.sheet.renderOrder = -1000;
    this.sheet.visible = false;
  }

  /** Draws the scene as it is (what moves hidden by the caller) into the layer, at the size of the drawing buffer. */
  bake(gl: WebGLRenderer, scene: Scene, camera: Camera): void {
    gl.getDrawingBufferSize(this.#size);
    this.#light.setSize(this.#size.x, this.#size.y);
    this.#picture.setSize(this.#size.x, this.#size.y);
    this.sheet.visible = false;
    gl.setRenderTarget(this.#light);
    gl.render(scene, camera);
    gl.setRenderTarget(this.#picture);
    gl.render(this.#encode, camera);
    gl.setRenderTarget(null);
    this.valid = true;
  }

  dispose(): void {
    this.#light.depthTexture?.dispose();
    this.#light.dispose();
    this.#picture.dispose();
    this.sheet.material.dispose();
    this.sheet.geometry.dispose();
    this.#encode.material.dispose();
    this.#encode.geometry.dispose();
  }
}

/** One triangle that covers the screen. */
function screenMesh(fragmentShader: string, uniforms: ShaderMaterial['uniforms']) {
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    'position',
    new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3),
  );
  const mesh = new Mesh(geometry, new ShaderMaterial({ vertexShader: VERTEX, fragmentShader, uniforms }));
  mesh.frustumCulled = false;
  mesh.raycast = () => {};
  return mesh;
}
