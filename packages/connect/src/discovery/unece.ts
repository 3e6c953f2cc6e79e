/**
 * Unit codes of UNECE Recommendation 20, which OPC UA servers give in EngineeringUnits, to UCUM.
 *
 * OPC UA carries the code (up to four characters) as a number: its ASCII bytes, the first the most significant
 * (OPC 10000-8, 5.6.3). UCUM has no var: reactive power is written in V.A.
 */

/** Code and UCUM in turn, by quantity. */
const TABLE = `
C62 1  P1 %  59 [ppm]  61 [ppb]  NIU 1  H87 1  EA 1
MTR m  DMT dm  CMT cm  MMT mm  4H um  C45 nm  KMT km  INH [in_i]  FOT [ft_i]  YRD [yd_i]  SMI [mi_i]  NMI [nmi_i]
MTK m2  DMK dm2  CMK cm2  MMK mm2  KMK km2  HAR har  INK [sin_i]  FTK [sft_i]
MTQ m3  DMQ dm3  CMQ cm3  MMQ mm3  LTR L  DLT dL  CLT cL  MLT mL  4G uL  HLT hL  GLL [gal_us]  FTQ [cft_i]  INQ [cin_i]  BLL [bbl_us]
SEC s  C26 ms  B98 us  C47 ns  MIN min  HUR h  DAY d  WEE wk  MON mo  ANN a
KGM kg  GRM g  MGM mg  MC ug  TNE t  LBR [lb_av]  ONZ [oz_av]
KMQ kg/m3  23 g/cm3  A93 g/m3  GL g/L  M1 mg/L  GP mg/m3  B35 kg/L  B34 kg/dm3  GM g/m2  28 kg/m2  KL kg/m
NEW N  B47 kN  B51 MN  C20 mN  B37 kgf  C78 [lbf_av]
NU N.m  B48 kN.m  B74 MN.m  D83 mN.m
PAL Pa  74 mPa  KPA kPa  MPA MPa  A97 hPa  A89 GPa  BAR bar  MBR mbar  PS [psi]  ATM atm  HN mm[Hg]
JOU J  KJO kJ  3B MJ  GV GJ  WHR W.h  KWH kW.h  MWH MW.h  GWH GW.h  BTU [Btu_IT]
WTT W  KWT kW  MAW MW  A90 GW  C31 mW  D80 uW  BHP [HP]
D46 V.A  KVA kV.A  MVA MV.A  D44 V.A  KVR kV.A  MAR MV.A  K3 kV.A.h
AMP A  4K mA  B22 kA  B84 uA  C39 nA  VLT V  2Z mV  D82 uV  KVT kV  B78 MV
OHM Ohm  E45 mOhm  B49 kOhm  B75 MOhm  SIE S  C27 mS  FAR F  4O uF  C41 nF  4T pF  81 H  C14 mH  B90 uH
COU C  AMH A.h  TAH kA.h  D33 T  C29 mT  WEB Wb  D10 S/m
HTZ Hz  KHZ kHz  MHZ MHz  A86 GHz  RPM circ/min  RPS circ/s  C97 /s  C94 /min
CEL Cel  KEL K  FAH [degF]
MTS m/s  2M cm/s  C16 mm/s  KMH km/h  2X m/min  H81 mm/min  HM [mi_i]/h  FS [ft_i]/s  FR [ft_i]/min  KNT [kn_i]
MSK m/s2  K40 [g]
DD deg  C81 rad  C25 mrad  B97 urad  A91 gon  D61 '  D62 ''  M44 circ
2A rad/s  2B rad/s2  E96 deg/s
MQS m3/s  MQH m3/h  G53 m3/min  G51 L/s  L2 L/min  E32 L/h  2J cm3/s  2L [cft_i]/min  G2 [gal_us]/min
KGS kg/s  F31 kg/min  E93 kg/h  F30 kg/d  E18 t/h
C65 Pa.s  C24 mPa.s  C7 cP  4C cSt  S4 m2/s
LUX lx  LUM lm  CDL cd  A24 cd/m2
A99 bit  AD By  2P kBy  4L MBy  E34 GBy
D54 W/m2  D55 W/(m2.K)  D53 W/(m.K)  B11 J/(kg.K)  B42 kJ/kg
C34 mol  B45 kmol  C36 mol/m3  C38 mol/L  BQL Bq  Q35 MW/min
`;

const UCUM_OF: ReadonlyMap<string, string> = new Map(
  [...TABLE.matchAll(/(\S+) (\S+)/g)].map(([, code, ucum]) => [code, ucum]),
);

/** Number of codes known. */
export const UNECE_CODES: readonly string[] = [...UCUM_OF.keys()];

/** The UCUM code of a UNECE code such as `CEL`, or undefined. */
export function ucumOfUnece(code: string): string | undefined {
  return UCUM_OF.get(code.toUpperCase());
}

/** The UNECE code in `EUInformation.unitId`, or undefined where the number is none. */
export function uneceOfUnitId(unitId: number): string | undefined {
  if (!Number.isInteger(unitId) || unitId <= 0) return undefined;
  let code = '';
  for (let rest = unitId; rest > 0; rest = Math.floor(rest / 256)) {
    const byte = rest % 256;
    if (byte < 0x30 || byte > 0x5a) return undefined;
    code = String.fromCharCode(byte) + code;
  }
  return code;
}
