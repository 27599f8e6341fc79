/// Rows of cells as text: columns as wide as their widest cell, the first one aligned to the left and all others to the
/// right, two spaces between them.
package func textTable(_ rows: [[String]]) -> String {
  let rows = rows.map { $0.map(\.shown) }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
  return rows.map { row in
    row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? (row.count == 1 ? cell : cell + space) : space + cell
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

/// A number with so many decimals; a dash for none, its shortest text where it is very large.
package func decimals(_ number: Double?, _ digits: Int = 4) -> String {
  guard let number else { return "–" }
  guard abs(number) < 1e9 else { return "\(number)" }
  let power = (0..<digits).reduce(1) { power, _ in power * 10 }
  let scaled = Int((abs(number) * Double(power)).rounded())
  let sign = number < 0 && scaled > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(scaled)" }
  let fraction = String(scaled % power)
  return "\(sign)\(scaled / power).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

extension ClassificationReport {
  /// ``classTable(names:)``, and what is said of all classes together.
  ///
  /// - Parameter names: what to call the classes; their indices by default, and for classes beyond the last name.
  public func table(names: [String] = []) -> String {
    let totals = [
      ("accuracy", accuracy), ("balanced accuracy", balancedAccuracy), ("ROC-AUC", rocAUC),
      ("PR-AUC", averagePrecision), ("log-loss", logLoss), ("Brier score", brierScore),
    ]
    return classTable(names: names) + "\n\n" + textTable(totals.map { [$0, decimals($1)] })
  }

  /// Precision, recall, F1 and support of each class, with several classes ROC-AUC of each against
  /// all others, and averages.
  ///
  /// - Parameter names: what to call the classes; their indices by default, and for classes beyond the last name.
  public func classTable(names: [String] = []) -> String {
    // Of two classes both have the same, which is that of the report.
    let hasAreas = classes.count > 2
    let head = [["", "precision", "recall", "F1"] + (hasAreas ? ["ROC-AUC"] : []) + ["support"]]
    let lines = classes.enumerated().map { index, scores in
      [index < names.count ? names[index] : "\(index)"]
        + [scores.precision, scores.recall, scores.f1].map { decimals($0) }
        + (hasAreas ? [decimals(scores.rocAUC)] : [])
        + [scores.support.shortestText]
    }
    let averages = [("macro", macro), ("weighted", weighted)].map { name, average in
      [name] + [average.precision, average.recall, average.f1].map { decimals($0) }
    }
    return textTable(head + lines + averages)
  }
}
