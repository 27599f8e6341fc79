import FeedForwardPlots
import Testing

/// Which numbers stand beside an axis.
@Suite struct TicksTests {
  private func linear(_ range: ClosedRange<Double>, _ count: Int = 5, isWhole: Bool = false) -> [String] {
    Ticks.linear(range, count: count, isWhole: isWhole).map(\.label)
  }

  /// By hand: the range over the count, rounded to 1, 2 or 5 times a power of ten, is the step.
  @Test func linearTicksAreNice() {
    #expect(linear(0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(linear(-3...7) == ["−2", "0", "2", "4", "6"])
    #expect(linear(0...0.33) == ["0.0", "0.1", "0.2", "0.3"])
    #expect(linear(98.6...101.3) == ["99.0", "99.5", "100.0", "100.5", "101.0"])
    #expect(linear(-4.32...4.32, 4) == ["−4", "−2", "0", "2", "4"])
    #expect([0.9, 1, 1.1, 2.1, 5.1, 0.003].map(Ticks.niceStep) == [1, 1, 2, 5, 10, 0.005])
    #expect(linear(0...2, isWhole: true) == ["0", "1", "2"])
    #expect(linear(0...4_000_000) == ["0", "10⁶", "2·10⁶", "3·10⁶", "4·10⁶"])
    #expect(linear(0...4e-7) == ["0", "10⁻⁷", "2·10⁻⁷", "3·10⁻⁷", "4·10⁻⁷"])
  }

  @Test func logarithmicTicksArePowersOfTenWhereThereAreTwo() {
    #expect(Ticks.logarithmic(0.005...300, count: 6).map(\.label) == ["0.01", "0.1", "1", "10", "100"])
    #expect(Ticks.logarithmic(1e-9...1, count: 5).map(\.label) == ["10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"])
    #expect(Ticks.logarithmic(0.15...5.5, count: 5).map(\.label) == ["0.2", "0.5", "1", "2", "5"])
    #expect(Ticks.logarithmic(2.1...2.9, count: 4).map(\.label) == ["2.2", "2.4", "2.6", "2.8"])
  }

  @Test func anAxisHasRoomForItsNumbers() {
    let axis = Extent(Axis("x"), of: [2, 12, .nan], ticks: 5)
    #expect(axis.lower == 1.6 && axis.upper == 12.4 && axis.omitted == 1)
    #expect(axis.fraction(1.6) == 0 && axis.fraction(12.4) == 1 && axis.fraction(.infinity) == nil)
    let constant = Extent(Axis("x"), of: [3, 3], ticks: 5)
    #expect(abs(constant.lower - 2.7) < 1e-12 && abs(constant.upper - 3.3) < 1e-12)
    let empty = Extent(Axis("x"), of: [Double.nan], ticks: 5)
    #expect(empty.lower == 0 && abs(empty.upper - 1.04) < 1e-12 && empty.omitted == 1)
  }

  @Test func anAutomaticAxisIsLogarithmicFromARatioOfTwenty() {
    let scale = { (values: [Double]) in Extent(Axis("x", scale: .automatic), of: values, ticks: 5).isLogarithmic }
    #expect(scale([1, 20]) && !scale([1, 19.9]) && !scale([0, 1000]) && !scale([-1, 100]))
    let axis = Extent(Axis("x", scale: .logarithmic, range: 1...100), of: [10, 0, -1], ticks: 5)
    #expect(axis.fraction(10) == 0.5 && axis.fraction(0) == nil && axis.omitted == 2)
  }

  @Test func numbersToReadHaveTheDigitsThatMatter() {
    #expect(readable(0.123456) == "0.1235" && readable(12.3) == "12.3" && readable(1234567) == "1234567")
    #expect(readable(-1.5e-7) == "−1.5·10⁻⁷" && readable(1e20) == "10²⁰" && readable(1e-300 * 1.5) == "1.5·10⁻³⁰⁰")
    #expect(fixed(-0.04, 1) == "0.0" && fixed(-0.06, 1) == "−0.1" && fixed(2.5, 0) == "3")
    #expect(coordinate(-0.5) == "-.5" && coordinate(3.04) == "3" && coordinate(12.96) == "13")
  }

  @Test func aPathIsShortAndExact() {
    var path = Path()
    path.move(1, 1)
    path.line(3, 2)
    path.line(4, 1)
    path.line(9, 1)
    path.line(9, 1)
    path.line(9, 4.26)
    path.close()
    path.move(2, 2)
    path.line(3, 3)
    #expect(path.data == "m1 1l2 1 1-1h5v3.3zm1 1l1 1")
  }

  @Test func longTextIsCutWithAMark() {
    #expect("short".fitting(100) == "short")
    let cut = "a very long name of a class that nobody can read".fitting(100)
    #expect(cut.hasSuffix("…") && cut.count == 13, "\(cut)")
    #expect("a<b & \"c\"\u{0}".escaped == "a&lt;b &amp; &quot;c&quot;\u{FFFD}")
  }
}
