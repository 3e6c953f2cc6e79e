/** Joins the declaration of a kind with the function that draws it. */
import { resolveParams, type ShapeKind } from '@millwright/model/shapes';
import { ShapeDraft } from '../shape-draft.ts';
import { finish, type ShapeModel } from '../shape-model.ts';

export interface DrawnKind {
  kind: ShapeKind;
  /**
   * Draws it. `params`: as a document gives them, drawn into their ranges. `bound`: names of the bindings that follow
   * a signal; what is not bound is merged with what stands still.
   */
  model(params: Readonly<Record<string, unknown>>, bound: ReadonlySet<string>): ShapeModel;
}

/** The names of parameters and bindings that `draw` may use are those of the declaration. */
export function draws<P extends string, B extends string>(
  kind: ShapeKind<P, B>,
  draw: (build: ShapeDraft<B>, params: Readonly<Record<P, number>>) => void,
): DrawnKind {
  return {
    kind,
    model(params, bound) {
      const draft = new ShapeDraft<B>(bound);
      draw(draft, resolveParams(kind, params));
      return finish(draft);
    },
  };
}
