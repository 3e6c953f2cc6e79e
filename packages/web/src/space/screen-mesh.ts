/** What a shader draws over the whole screen. */
import { BufferAttribute, BufferGeometry, Mesh, type ShaderMaterial } from 'three';

const VERTEX = /* glsl */ `
  void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }
`;

/** One triangle that covers the screen; its material needs no vertex shader of its own and asks for no depth. */
export function screenMesh(material: ShaderMaterial): Mesh<BufferGeometry, ShaderMaterial> {
  material.vertexShader = VERTEX;
  material.depthTest = false;
  material.depthWrite = false;
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    'position',
    new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3),
  );
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  mesh.raycast = () => {};
  return mesh;
}
