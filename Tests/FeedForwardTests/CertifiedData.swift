/// Data sets and coefficients that NIST certifies: Statistical Reference Datasets, linear regression,
/// www.itl.nist.gov/div898/strd. They are hard: the columns are nearly dependent and of very different sizes.
struct CertifiedData {
  let name: String
  let inputs: [[Double]]
  let targets: [Double]
  /// The bias first.
  let coefficients: [Double]

  static let all = [longley, pontius, filippelli] + (1...5).map(wampler)

  /// Longley, *An appraisal of least squares programs for the electronic computer from the point of view of the user*,
  /// 1967: total employment by GNP deflator, GNP, unemployed, armed forces, population of 14 and over, and year.
  static let longley = CertifiedData(
    name: "Longley", inputs: longleyRows.map { Array($0.dropFirst()) }, targets: longleyRows.map { $0[0] },
    coefficients: [
      -3_482_258.634_595_82, 15.061_872_271_373_3, -0.358_191_792_925_910e-1, -2.020_229_803_816_83,
      -1.033_226_867_173_59, -0.511_041_056_535_807e-1, 1829.151_464_613_55,
    ])

  /// Pontius: the deflection of a load cell by load and its square.
  static let pontius = CertifiedData(
    name: "Pontius",
    inputs: pontiusDeflections.indices.map { i in
      let load = Double(i % 20 + 1) * 150_000
      return [load, load * load]
    },
    targets: pontiusDeflections,
    coefficients: [0.673_565_789_473_684e-3, 0.732_059_160_401_003e-6, -0.316_081_871_345_029e-14])

  /// Filippelli: a polynomial of degree 10. The condition of its columns, each of length 1, is 10¹⁰, so rounding their
  /// numbers alone leaves eight digits.
  static let filippelli = CertifiedData(
    name: "Filippelli", inputs: filippelliInputs.map { x in (1...10).map { power(x, $0) } },
    targets: filippelliTargets,
    coefficients: [
      -1467.489_614_229_80, -2772.179_591_933_42, -2316.371_081_608_93, -1127.973_940_983_72, -354.478_233_703_349,
      -75.124_201_739_375_7, -10.875_318_035_534_3, -1.062_214_985_889_47, -0.670_191_154_593_408e-1,
      -0.246_781_078_275_479e-2, -0.402_962_525_080_404e-4,
    ])

  /// Wampler, *A report on the accuracy of some widely used least squares computer programs*, 1970: Σ xⁱ (2: Σ (x/10)ⁱ)
  /// for i = 0 … 5 at x = 0 … 20, and from 3 on 1, 100 or 10 000 times what no polynomial of degree 5 comes nearer to.
  static func wampler(_ number: Int) -> CertifiedData {
    let orthogonal: [Double] = [
      759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523,
      -2048, 2048, -2048, 759,
    ]
    let share = [0.0, 0, 1, 100, 10_000][number - 1]
    let base = number == 2 ? 10.0 : 1
    // In whole numbers, divided once: no rounding but that.
    let targets = (0...20).map { x in
      (0...5).reduce(0.0) { $0 + power(Double(x), $1) * power(base, 5 - $1) } / power(base, 5) + share * orthogonal[x]
    }
    return CertifiedData(
      name: "Wampler \(number)", inputs: (0...20).map { x in (1...5).map { power(Double(x), $0) } }, targets: targets,
      coefficients: (0...5).map { 1 / power(base, $0) })
  }

  static func power(_ x: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1.0) { product, _ in product * x } }

  private static let longleyRows: [[Double]] = [
    [60_323, 83.0, 234_289, 2356, 1590, 107_608, 1947],
    [61_122, 88.5, 259_426, 2325, 1456, 108_632, 1948],
    [60_171, 88.2, 258_054, 3682, 1616, 109_773, 1949],
    [61_187, 89.5, 284_599, 3351, 1650, 110_929, 1950],
    [63_221, 96.2, 328_975, 2099, 3099, 112_075, 1951],
    [63_639, 98.1, 346_999, 1932, 3594, 113_270, 1952],
    [64_989, 99.0, 365_385, 1870, 3547, 115_094, 1953],
    [63_761, 100.0, 363_112, 3578, 3350, 116_219, 1954],
    [66_019, 101.2, 397_469, 2904, 3048, 117_388, 1955],
    [67_857, 104.6, 419_180, 2822, 2857, 118_734, 1956],
    [68_169, 108.4, 442_769, 2936, 2798, 120_445, 1957],
    [66_513, 110.8, 444_546, 4681, 2637, 121_950, 1958],
    [68_655, 112.6, 482_704, 3813, 2552, 123_366, 1959],
    [69_564, 114.2, 502_601, 3931, 2514, 125_368, 1960],
    [69_331, 115.7, 518_173, 4806, 2572, 127_852, 1961],
    [70_551, 116.9, 554_894, 4007, 2827, 130_081, 1962],
  ]

  private static let pontiusDeflections = [
    0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146, 1.20001, 1.30822,
    1.41599, 1.52399, 1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844, 0.11052, 0.22018, 0.32939, 0.43886,
    0.54798, 0.65739, 0.76596, 0.87474, 0.98300, 1.09150, 1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965,
    1.84696, 1.95445, 2.06177, 2.16829,
  ]

  private static let filippelliInputs = [
    -6.860120914, -4.324130045, -4.358625055, -4.358426747, -6.955852379, -6.661145254, -6.355462942, -6.118102026,
    -7.115148017, -6.815308569, -6.519993057, -6.204119983, -5.853871964, -6.109523091, -5.79832982, -5.482672118,
    -5.171791386, -4.851705903, -4.517126416, -4.143573228, -3.709075441, -3.499489089, -6.300769497, -5.953504836,
    -5.642065153, -5.031376979, -4.680685696, -4.329846955, -3.928486195, -8.56735134, -8.363211311, -8.107682739,
    -7.823908741, -7.522878745, -7.218819279, -6.920818754, -6.628932138, -6.323946875, -5.991399828, -8.781464495,
    -8.663140179, -8.473531488, -8.247337057, -7.971428747, -7.676129393, -7.352812702, -7.072065318, -6.774174009,
    -6.478861916, -6.159517513, -6.835647144, -6.53165267, -6.224098421, -5.910094889, -5.598599459, -5.290645224,
    -4.974284616, -4.64454848, -4.290560426, -3.885055584, -3.408378962, -3.13200249, -8.726767166, -8.66695597,
    -8.511026475, -8.165388579, -7.886056648, -7.588043762, -7.283412422, -6.995678626, -6.691862621, -6.392544977,
    -6.067374056, -6.684029655, -6.378719832, -6.065855188, -5.752272167, -5.132414673, -4.811352704, -4.098269308,
    -3.66174277, -3.2644011,
  ]

  private static let filippelliTargets = [
    0.8116, 0.9072, 0.9052, 0.9039, 0.8053, 0.8377, 0.8667, 0.8809, 0.7975, 0.8162, 0.8515, 0.8766, 0.8885, 0.8859,
    0.8959, 0.8913, 0.8959, 0.8971, 0.9021, 0.909, 0.9139, 0.9199, 0.8692, 0.8872, 0.89, 0.891, 0.8977, 0.9035,
    0.9078, 0.7675, 0.7705, 0.7713, 0.7736, 0.7775, 0.7841, 0.7971, 0.8329, 0.8641, 0.8804, 0.7668, 0.7633, 0.7678,
    0.7697, 0.77, 0.7749, 0.7796, 0.7897, 0.8131, 0.8498, 0.8741, 0.8061, 0.846, 0.8751, 0.8856, 0.8919, 0.8934,
    0.894, 0.8957, 0.9047, 0.9129, 0.9209, 0.9219, 0.7739, 0.7681, 0.7665, 0.7703, 0.7702, 0.7761, 0.7809, 0.7961,
    0.8253, 0.8602, 0.8809, 0.8301, 0.8664, 0.8834, 0.8898, 0.8964, 0.8963, 0.9074, 0.9119, 0.9228,
  ]
}
