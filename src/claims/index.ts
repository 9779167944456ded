import type { Paper } from "./claim.ts";

export { claim, type Claim, type ClaimContext, type Evidence, type Expectation, type Paper, type Quantity } from "./claim.ts";
export { findingOf, idOf, type Finding, type MeasuredQuantity, type Verdict } from "./finding.ts";

/** The papers, in the order in which they are listed. Each comes when it is asked for. */
const list: Readonly<Record<string, () => Promise<Paper>>> = {
  "barrett-dherin-2021": async () => (await import("./barrettDherin2021.ts")).barrettDherin2021,
  "smith-2021": async () => (await import("./smith2021.ts")).smith2021,
  "wentworth-2021": async () => (await import("./wentworth2021.ts")).wentworth2021,
  "smith-le-2018": async () => (await import("./smithLe2018.ts")).smithLe2018,
  "jastrzebski-2017": async () => (await import("./jastrzebski2017.ts")).jastrzebski2017,
  "mandt-2017": async () => (await import("./mandt2017.ts")).mandt2017,
  "kuhn-rosenow-2023": async () => (await import("./kuhnRosenow2023.ts")).kuhnRosenow2023,
  "li-2018": async () => (await import("./li2018.ts")).li2018,
  "keskar-2017": async () => (await import("./keskar2017.ts")).keskar2017,
  "dinh-2017": async () => (await import("./dinh2017.ts")).dinh2017,
  "foret-2021": async () => (await import("./foret2021.ts")).foret2021,
  "cohen-2021": async () => (await import("./cohen2021.ts")).cohen2021,
  "damian-2023": async () => (await import("./damian2023.ts")).damian2023,
  "cohen-2025": async () => (await import("./cohen2025.ts")).cohen2025,
  "marion-2026": async () => (await import("./marion2026.ts")).marion2026,
  "regis-chewi-2026": async () => (await import("./regisChewi2026.ts")).regisChewi2026,
  "zhu-2023": async () => (await import("./zhu2023.ts")).zhu2023,
  "ahn-2023": async () => (await import("./ahn2023.ts")).ahn2023,
  "wang-2022": async () => (await import("./wang2022.ts")).wang2022,
  "kreisler-2023": async () => (await import("./kreisler2023.ts")).kreisler2023,
  "wu-ma-e-2018": async () => (await import("./wuMaE2018.ts")).wuMaE2018,
  "mulayoff-michaeli-2024": async () => (await import("./mulayoffMichaeli2024.ts")).mulayoffMichaeli2024,
  "damian-2021": async () => (await import("./damian2021.ts")).damian2021,
  "hao-chen-2021": async () => (await import("./haoChen2021.ts")).haoChen2021,
  "woodworth-2020": async () => (await import("./woodworth2020.ts")).woodworth2020,
  "pesme-2021": async () => (await import("./pesme2021.ts")).pesme2021,
  "nacson-2022": async () => (await import("./nacson2022.ts")).nacson2022,
  "rosca-2021": async () => (await import("./rosca2021.ts")).rosca2021,
  "rosca-2022": async () => (await import("./rosca2022.ts")).rosca2022,
  "ghosh-2023": async () => (await import("./ghosh2023.ts")).ghosh2023,
  "cattaneo-2024": async () => (await import("./cattaneo2024.ts")).cattaneo2024,
  "miyagawa-2022": async () => (await import("./miyagawa2022.ts")).miyagawa2022,
  "beneventano-2023": async () => (await import("./beneventano2023.ts")).beneventano2023,
  "li-2017": async () => (await import("./li2017.ts")).li2017,
  "ghorbani-2019": async () => (await import("./ghorbani2019.ts")).ghorbani2019,
  "meyer-2021": async () => (await import("./meyer2021.ts")).meyer2021,
  "pearlmutter-1994": async () => (await import("./pearlmutter1994.ts")).pearlmutter1994,
  "sommeijer-1998": async () => (await import("./sommeijer1998.ts")).sommeijer1998,
};

/** Their names. */
export const paperIds: readonly string[] = Object.keys(list);

/** Loads a paper's claims; null where there is no paper of that name. */
export async function loadPaper(id: string): Promise<Paper | null> {
  return Object.hasOwn(list, id) ? list[id]() : null;
}

/** All papers, in order. */
export async function loadPapers(): Promise<readonly Paper[]> {
  return Promise.all(Object.values(list).map((load) => load()));
}
