/**
 * How the simulated province is made up. These are assumptions for a demonstration, shaped after the structure of Ningxia
 * (coal, power, coal chemistry, metallurgy; food, wool and pharmaceuticals beside them); they are not statistics.
 */
export interface Industry {
  /** GB/T 4754 division. */
  readonly division: string;
  /** Parts of all enterprises and of all value added, in per cent; brought to 100 when used. */
  readonly count: number;
  readonly share: number;
  /** Change of the share per year, per cent. */
  readonly drift: number;
  /** Value added to gross output. */
  readonly rate: number;
  /** Profit, taxes and R&D to revenue; assets to revenue; liabilities to assets. */
  readonly margin: number;
  readonly tax: number;
  readonly rd: number;
  readonly capital: number;
  readonly debt: number;
  /** Value added per person, 万元. */
  readonly productivity: number;
  /** Per 万元 of value added: fuels in tce, electricity in 万千瓦时. */
  readonly fuel: number;
  readonly power: number;
  /** 亩 per 万元 of value added. */
  readonly land: number;
  /** Part of enterprises and of value added which stands in 宁东. */
  readonly ningdongCount: number;
  readonly ningdongShare: number;
  /** Only so many of the classes, from the first, are found in 宁东. */
  readonly ningdongClasses: number;
  /** Classes with the word they put in a name; a class may come more than once. */
  readonly classes: readonly (readonly [code: string, word: string])[];
  /** Counties where the industry gathers, with a multiplier. */
  readonly at: Readonly<Record<string, number>>;
}

/** Energy per product that works of a class report, around a typical value: near the limits of their time, so that some meet them and some do not. */
export const productEnergy: Readonly<
  Record<string, readonly (readonly [indicator: string, typical: number, unit: string])[]>
> = {
  '2521': [['coke-energy', 128, '千克标准煤/吨']],
  '2613': [
    ['carbide-energy', 940, '千克标准煤/吨'],
    ['carbide-furnace-power', 3250, '千瓦时/吨'],
  ],
  '3011': [['clinker-energy', 112, '千克标准煤/吨']],
  '3140': [
    ['ferrosilicon-energy', 1870, '千克标准煤/吨'],
    ['ferrosilicon-power', 8450, '千瓦时/吨'],
  ],
  '3216': [['aluminium-power', 13450, '千瓦时/吨']],
};

/**
 * What the limits of such products depend on, as works would report it: invented throughout. `site`: altitude, and the mean pressure that the
 * standard atmosphere has there; otherwise a typical figure and how far works lie around it.
 */
export const productParameters: Readonly<
  Record<
    string,
    readonly ('site' | readonly [indicator: string, typical: number, spread: number, unit: string])[]
  >
> = {
  '2521': [
    ['coke-mixed-gas', 20, 12, '%'],
    ['coke-volatile-matter', 24.5, 1, '%'],
    ['coke-moisture', 10.5, 0.8, '%'],
    ['coke-oven-age', 14, 6, '年'],
    ['coke-wet-quenching', 0, 0, '1'],
  ],
  '3011': ['site'],
  '3140': [['ferrosilicon-ore-grade', 97.8, 0.6, '%']],
};
/** Metres above the sea around which sites lie: the Yellow River plain, and 固原 in the mountains. Assumed. */
export const altitudeOf = (region: string): number => (region.startsWith('6404') ? 1720 : 1150);

type Figures = readonly [
  count: number,
  share: number,
  drift: number,
  rate: number,
  margin: number,
  tax: number,
  rd: number,
  capital: number,
  debt: number,
  productivity: number,
  fuel: number,
  power: number,
  land: number,
];

const industry = (
  division: string,
  f: Figures,
  classes: string,
  at: Readonly<Record<string, number>> = {},
  ningdong: readonly [count: number, share: number, classes?: number] = [0.02, 0.02],
): Industry => ({
  division,
  count: f[0],
  share: f[1],
  drift: f[2],
  rate: f[3],
  margin: f[4],
  tax: f[5],
  rd: f[6],
  capital: f[7],
  debt: f[8],
  productivity: f[9],
  fuel: f[10],
  power: f[11],
  land: f[12],
  classes: classes.split(' ').map((c) => [c.slice(0, 4), c.slice(4)] as const),
  at,
  ningdongCount: ningdong[0],
  ningdongShare: ningdong[1],
  ningdongClasses: ningdong[2] ?? Number.POSITIVE_INFINITY,
});

// count, share, drift, rate, margin, tax, rd, capital, debt, productivity, fuel, power, land
export const industries: readonly Industry[] = [
  industry(
    '06',
    [6, 17, -2, 0.5, 0.12, 0.12, 0.004, 2.6, 0.62, 42, 0.9, 0.25, 0.012],
    '0610煤业 0610煤炭 0610矿业 0690洗选煤',
    { '640202': 4, '640181': 3, '640323': 3, '640205': 2, '640425': 3 },
    [0.2, 0.6],
  ),
  industry('10', [1, 0.4, 0, 0.42, 0.06, 0.09, 0.002, 1.5, 0.55, 22, 0.6, 0.2, 0.03], '1011石灰石 1019矿业', {
    '640521': 3,
    '640323': 2,
  }),
  industry(
    '13',
    [9.5, 1.9, 1, 0.2, 0.03, 0.012, 0.004, 1.1, 0.58, 17, 0.3, 0.09, 0.02],
    '1311粮油 1312米业 1329饲料 1351肉业 1371果蔬 1391淀粉',
    { '640122': 2, '640121': 2, '640302': 2, '640402': 2, '640422': 3 },
    [0, 0],
  ),
  industry(
    '14',
    [4.5, 2, 2, 0.24, 0.06, 0.03, 0.006, 1.2, 0.55, 24, 0.4, 0.12, 0.02],
    '1442乳业 1441乳品 1491营养食品 1469调味品 1419烘焙',
    { '640302': 5, '640122': 2, '640104': 2 },
    [0, 0],
  ),
  industry(
    '15',
    [4, 0.8, 1, 0.34, 0.07, 0.09, 0.003, 2.2, 0.52, 18, 0.25, 0.06, 0.04],
    '1515酒庄 1515葡萄酒 1512酒业 1529枸杞饮品 1523饮品',
    { '640121': 3, '640303': 3, '640381': 3, '640521': 2 },
    [0, 0],
  ),
  industry(
    '17',
    [4.5, 1.4, -3, 0.22, 0.02, 0.015, 0.006, 1.6, 0.64, 11, 0.2, 0.14, 0.02],
    '1721毛纺 1722羊绒 1711棉纺 1751化纤织造',
    { '640181': 6, '640302': 2, '640324': 3, '640202': 2 },
    [0, 0],
  ),
  industry(
    '18',
    [1.2, 0.2, -2, 0.27, 0.03, 0.03, 0.004, 0.9, 0.55, 8, 0.1, 0.06, 0.02],
    '1821羊绒服饰 1819服装',
    { '640181': 5 },
    [0, 0],
  ),
  industry(
    '19',
    [0.5, 0.1, -2, 0.24, 0.02, 0.02, 0.003, 1, 0.58, 9, 0.2, 0.1, 0.02],
    '1931裘皮 1910皮业',
    { '640324': 3 },
    [0, 0],
  ),
  industry(
    '20',
    [0.3, 0.06, 0, 0.24, 0.03, 0.02, 0.002, 1, 0.5, 10, 0.2, 0.1, 0.03],
    '2011木业 2029板业',
    {},
    [0, 0],
  ),
  industry(
    '21',
    [0.3, 0.06, 0, 0.26, 0.04, 0.03, 0.003, 0.9, 0.5, 10, 0.1, 0.06, 0.03],
    '2110家具',
    {},
    [0, 0],
  ),
  industry(
    '22',
    [1.2, 0.4, -1, 0.22, 0.03, 0.03, 0.006, 1.5, 0.6, 15, 2, 0.3, 0.03],
    '2221纸业 2231包装',
    { '640502': 3 },
    [0, 0],
  ),
  industry(
    '23',
    [0.8, 0.15, 0, 0.32, 0.05, 0.04, 0.004, 1, 0.45, 12, 0.1, 0.08, 0.015],
    '2319印务',
    { '640104': 2 },
    [0, 0],
  ),
  industry(
    '25',
    [4, 12, 1, 0.23, 0.06, 0.11, 0.006, 1.9, 0.68, 75, 4.2, 0.35, 0.012],
    '2521焦化 2511石化 2519能源化工 2523煤制油 2524型煤',
    { '640202': 2, '640221': 2, '640323': 2, '640205': 2 },
    [0.3, 0.75],
  ),
  industry(
    '26',
    [16, 17.5, 2, 0.21, 0.06, 0.035, 0.012, 2.1, 0.67, 36, 4.2, 1, 0.02],
    '2614化工 2613电石 2611化学 2619新材料 2631农化 2651树脂 2662精细化工 2661助剂 2621化肥',
    { '640221': 2, '640205': 2, '640502': 2 },
    [0.25, 0.45],
  ),
  industry(
    '27',
    [2.5, 1.8, 3, 0.35, 0.09, 0.06, 0.028, 1.8, 0.5, 26, 1.2, 0.25, 0.02],
    '2710制药 2720药业 2740中药 2761生物',
    { '640121': 3, '640221': 2, '640104': 2 },
    [0.01, 0.01],
  ),
  industry(
    '28',
    [0.4, 0.5, 2, 0.2, 0.03, 0.03, 0.01, 2.2, 0.66, 28, 2, 0.6, 0.02],
    '2826氨纶 2829纤维',
    {},
    [0.3, 0.5],
  ),
  industry(
    '29',
    [3.5, 0.9, 0, 0.22, 0.04, 0.03, 0.009, 1.2, 0.58, 17, 0.3, 0.22, 0.02],
    '2922管业 2921塑业 2923包装材料 2913橡胶',
    { '640202': 2 },
  ),
  industry(
    '30',
    [12.5, 4.2, -1, 0.29, 0.07, 0.05, 0.004, 1.5, 0.58, 25, 3.8, 0.35, 0.04],
    '3011水泥 3021建材 3029新型建材 3031墙材 3091炭素 3099碳化硅 3042玻璃',
    { '640381': 2, '640202': 2, '640402': 2 },
    [0.06, 0.08],
  ),
  industry(
    '31',
    [6.5, 6.6, 0, 0.17, 0.03, 0.025, 0.006, 1.2, 0.7, 34, 5, 2.6, 0.02],
    '3140铁合金 3140冶金 3140硅铁 3120钢铁 3130特钢',
    { '640205': 4, '640221': 4, '640521': 2, '640202': 1.5 },
  ),
  industry(
    '32',
    [3.5, 5.2, 0, 0.17, 0.03, 0.025, 0.014, 1.8, 0.68, 38, 1.5, 3.6, 0.015],
    '3216铝业 3252铝材 3239钽铌 3218硅业 3217镁业 3231金属材料',
    { '640381': 4, '640521': 3, '640202': 3 },
    [0.05, 0.05],
  ),
  industry(
    '33',
    [3.5, 0.8, 0, 0.22, 0.03, 0.03, 0.01, 1.1, 0.58, 16, 0.3, 0.2, 0.02],
    '3311钢构 3340丝绳 3391铸造 3399金属制品',
    { '640205': 2, '640202': 2 },
  ),
  industry(
    '34',
    [3.5, 1.7, 1, 0.28, 0.05, 0.035, 0.028, 1.8, 0.57, 18, 0.2, 0.15, 0.02],
    '3421机床 3451轴承 3443阀门 3489机械 3484机械部件',
    { '640105': 4, '640302': 3, '640106': 2 },
  ),
  industry(
    '35',
    [3, 1.2, 1, 0.28, 0.04, 0.035, 0.028, 1.9, 0.6, 17, 0.2, 0.12, 0.02],
    '3511矿山机械 3571农机 3521化工装备 3591环保装备',
    { '640202': 4, '640105': 2, '640302': 2 },
  ),
  industry('36', [0.5, 0.2, 1, 0.24, 0.03, 0.03, 0.015, 1.4, 0.6, 17, 0.2, 0.12, 0.02], '3670汽车零部件', {
    '640105': 2,
  }),
  industry(
    '38',
    [2.5, 1.9, 3, 0.21, 0.05, 0.025, 0.022, 1.5, 0.6, 25, 0.15, 0.2, 0.015],
    '3825光伏 3831线缆 3821电气 3841电池 3823电力设备',
    { '640105': 4, '640122': 2, '640106': 2 },
    [0.03, 0.03],
  ),
  industry(
    '39',
    [1.5, 2.8, 6, 0.24, 0.08, 0.025, 0.03, 2, 0.6, 32, 0.2, 0.9, 0.012],
    '3985电子材料 3985单晶 3985蓝宝石 3982电路',
    { '640105': 8, '640502': 2 },
  ),
  industry(
    '40',
    [0.7, 0.5, 2, 0.36, 0.1, 0.05, 0.045, 1.4, 0.45, 22, 0.05, 0.05, 0.012],
    '4011仪表 4016计量',
    {
      '640302': 6,
      '640106': 2,
    },
  ),
  industry(
    '42',
    [1.2, 0.4, 1, 0.15, 0.03, 0.03, 0.006, 1, 0.6, 22, 0.8, 0.2, 0.03],
    '4210再生资源 4220循环科技',
    { '640181': 4 },
    [0.15, 0.2],
  ),
  industry(
    '44',
    [10, 17.5, 1, 0.33, 0.07, 0.05, 0.002, 3.6, 0.7, 80, 3.2, 0.45, 0.015],
    '4411发电 4412热电 4415风电 4415风力发电 4416光伏发电 4416新能源 4430热力',
    { '640323': 2, '640303': 2, '640521': 2, '640324': 2 },
    [0.09, 0.4, 2],
  ),
  industry(
    '45',
    [2, 0.6, 2, 0.18, 0.06, 0.03, 0.001, 1.2, 0.55, 42, 0.3, 0.1, 0.01],
    '4511燃气 4513燃气供应',
  ),
  industry(
    '46',
    [1.2, 0.3, 1, 0.45, 0.03, 0.05, 0.002, 5, 0.55, 18, 0.1, 0.35, 0.03],
    '4610水务 4620污水处理',
  ),
];

/** Light industry as the statistics speak of it: mostly goods for consumption. */
export const lightDivisions: ReadonlySet<string> = new Set(
  '13 14 15 16 17 18 19 20 21 22 23 24 27 41'.split(' '),
);

/** How many of the province's enterprises stand in a county, by rough weight; a county not named here counts 1. */
export const countyWeights: Readonly<Record<string, number>> = {
  '640104': 5,
  '640105': 9,
  '640106': 4,
  '640121': 8,
  '640122': 9,
  '640181': 7,
  '640202': 8,
  '640205': 11,
  '640221': 14,
  '640302': 9,
  '640303': 4,
  '640323': 3.5,
  '640324': 3,
  '640381': 8,
  '640402': 3.5,
  '640422': 1,
  '640423': 1,
  '640424': 0.6,
  '640425': 1.5,
  '640502': 9,
  '640521': 8,
  '640522': 1.5,
};
