/** The part of @lhncbc/ucum-lhc that `units.ts` uses; the package brings no types. */
declare module '@lhncbc/ucum-lhc' {
  interface UcumUnit {
    magnitude_: number;
    dim_: { dimVec_: number[] | null } | null;
    /** Name of the conversion function of a special unit, null for a plain factor. */
    cnv_: string | null;
    /** Prefix of a special unit as a factor. */
    cnvPfx_: number;
  }
  export class UcumLhcUtils {
    static getInstance(): UcumLhcUtils;
    getSpecifiedUnit(
      code: string,
      mode: 'validate',
      suggest: boolean,
    ): { unit: UcumUnit | null; origString: string; retMsg: string[] };
  }
}
