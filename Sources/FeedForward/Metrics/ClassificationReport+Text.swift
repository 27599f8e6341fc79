extension ClassificationReport {
  /// A row for each class, and what is said of all classes together.
  ///
  /// - Parameters:
  ///   - names: what to call the classes; their indices by default, and for classes beyond the last name.
  ///   - width: places of a line; the table comes in groups of columns where they do not suffice.
  public func table(names: [String] = [], width: Int = .max) -> String {
    let totals = [
      ("accuracy", accuracy), ("balanced accuracy", balancedAccuracy), ("ROC-AUC", rocAUC),
      ("PR-AUC", averagePrecision), ("log-loss", logLoss), ("Brier score", brierScore),
    ]
    return classTable(names: names, width: width) + "\n\n" + textTable(totals.map { [$0, decimals($1)] }, width: width)
  }

  /// Precision, recall, F1 and support of each class, with several classes ROC-AUC of each against
  /// all others, and averages.
  ///
  /// - Parameters:
  ///   - names: what to call the classes; their indices by default, and for classes beyond the last name.
  ///   - width: places of a line; the table comes in groups of columns where they do not suffice.
  public func classTable(names: [String] = [], width: Int = .max) -> String {
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
    return textTable(head + lines + averages, width: width)
  }
}
