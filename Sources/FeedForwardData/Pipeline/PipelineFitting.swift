import FeedForward

/// The rows that a pipeline is fitted to, and what is known of their numbers.
struct PipelineFitting {
  let table: Table
  let rows: RowList
  let preprocessing: Preprocessing
  let summaries: NumberSummaries

  init(table: Table, rows: RowList, preprocessing: Preprocessing) {
    self.table = table
    self.rows = rows
    self.preprocessing = preprocessing
    summaries = NumberSummaries(of: table.numbers, rows: rows)
  }

  func reasonToLeaveOut(_ column: Table.Column) -> String? {
    if column.namesRows, !isChosen(column) {
      return column.kind == .text ? "it names the rows" : "it has no name and counts the rows"
    }
    if preprocessing.isTooVaried(column, of: table) {
      return "it has \(table.texts[column.slot].distinct.count) different texts in \(table.count) rows"
    }
    let isEmpty =
      switch column.kind {
      case .number, .date: summaries.counts[column.slot] == 0
      case .text: rows.allSatisfy { table.texts[column.slot].codes[$0] < 0 }
      }
    return isEmpty ? "it has no value in the training rows" : nil
  }

  private func isChosen(_ column: Table.Column) -> Bool {
    if case .only = preprocessing.columns { true } else { false }
  }

  func encoding(of column: Table.Column) throws -> InputColumn.Encoding {
    switch column.kind {
    case .number, .date: .number(try numberEncoding(column))
    case .text: .category(try categoryEncoding(column))
    }
  }

  private func numberEncoding(_ column: Table.Column) throws -> NumberEncoding {
    let slot = column.slot
    let (least, most) = (summaries.least[slot], summaries.most[slot])
    guard least.isFinite, most.isFinite, summaries.squares[slot].isFinite else {
      let row = rows.first { abs(table.number($0, column)) > 1e150 } ?? rows[0]
      throw table.error(row, column, expected: "a finite number below 1e150")
    }
    let hasMissing = summaries.hasMissing(slot)
    if hasMissing, preprocessing.missing == .refuse, let row = rows.first(where: { table.number($0, column).isNaN }) {
      throw table.error(row, column, expected: "a number")
    }
    var encoding = NumberEncoding(isDate: column.kind == .date, range: least...most)
    encoding.hasIndicator = hasMissing
    if encoding.isDate {
      encoding.calendar = .init(of: table.numbers.column(slot, rows: rows).filter { !$0.isNaN })
    }
    let needsOrder =
      [.robust, .quantile].contains(preprocessing.scaling) || preprocessing.bins > 0
      || [.median, .mostFrequent].contains(preprocessing.missing)
    let sorted =
      needsOrder
      ? table.numbers.column(slot, rows: rows).filter { !$0.isNaN }.sorted() : []
    switch preprocessing.missing {
    case .mean: encoding.fill = summaries.means[slot]
    case .median: encoding.fill = sorted.quantile(0.5)
    case .mostFrequent: encoding.fill = sorted.mostFrequent
    case .refuse: break
    }
    switch preprocessing.scaling {
    case .standard: (encoding.shift, encoding.scale) = (summaries.means[slot], summaries.deviation(slot))
    case .minMax: (encoding.shift, encoding.scale) = (least, most > least ? most - least : 1)
    case .robust:
      let distance = sorted.quantile(0.75) - sorted.quantile(0.25)
      // Most rows have one value: half of the range, as for 0 and 1; a constant is 0.
      let scale = distance > 0 ? distance : most > least ? most / 2 - least / 2 : 1
      (encoding.shift, encoding.scale) = (sorted.quantile(0.5), scale)
    case .quantile:
      encoding.curve = .normal(sorted) ?? .lines(knots: [least, least + max(1, abs(least))], values: [0, 0])
    case .none: break
    }
    if let limit = preprocessing.smoothClip, encoding.curve == .line { encoding.curve = .smoothClip(limit: limit) }
    encoding.bins = NumberEncoding.Bins(preprocessing.bins, of: sorted)
    return encoding
  }

  private func categoryEncoding(_ column: Table.Column) throws -> CategoryEncoding {
    let texts = table.texts[column.slot]
    var counts = [Int](repeating: 0, count: texts.distinct.count)
    var missing: Int?
    for row in rows {
      let code = texts.codes[row]
      if code >= 0 { counts[Int(code)] += 1 } else if missing == nil { missing = row }
    }
    if let missing, preprocessing.missing == .refuse { throw table.error(missing, column, expected: "a text") }
    var used = counts.indices.filter { counts[$0] > 0 }
    let all = used.count
    var encoding: CategoryEncoding
    if let categories = preprocessing.categories(ofOrdinal: column) {
      try requireCategories(categories, column)
      encoding = CategoryEncoding(categories: categories, isSigned: true)
      encoding.ignoresUnknown = preprocessing.unknown == .ignore
      let known = Set(categories.map { CodePoints($0) })
      used = used.filter { known.contains(CodePoints(texts.distinct[$0])) }
    } else {
      if preprocessing.unknown == .ignore {
        used = used.sorted {
          (-counts[$0], CodePoints(texts.distinct[$0])) < (-counts[$1], CodePoints(texts.distinct[$1]))
        }
        let most = Array(used.prefix(preprocessing.mostCategories))
        let frequent = most.filter { counts[$0] >= preprocessing.leastOfCategory }
        // Two texts have an input each, however rare they are, and where all are rare some have.
        if all > 2 { used = frequent.isEmpty ? most : frequent }
      }
      encoding = CategoryEncoding(categories: used.map { texts.distinct[$0] }.sortedByCodePoints())
      encoding.hasRest = used.count < all
      encoding.isSigned = preprocessing.signsPairs && used.count == 2 && !encoding.hasRest
      encoding.ignoresUnknown = preprocessing.unknown == .ignore
    }
    if preprocessing.missing != .refuse {
      encoding.hasIndicator = missing != nil
      encoding.fill = used.min {
        (-counts[$0], CodePoints(texts.distinct[$0])) < (-counts[$1], CodePoints(texts.distinct[$1]))
      }.map { texts.distinct[$0] }
    }
    return encoding
  }

  /// Throws for a text that has no place in the order, unless such are ignored.
  private func requireCategories(_ categories: [String], _ column: Table.Column) throws {
    guard Set(categories.map { CodePoints($0) }).count == categories.count, categories.count > 1 else {
      throw FeedForwardError.invalidSetting(
        name: "ordinal", value: "\(column.name)=\(categories.joined(separator: ","))",
        expected: "at least two texts, each once")
    }
    let texts = table.texts[column.slot]
    let known = Set(categories.map { CodePoints($0) })
    let isKnown = texts.distinct.map { known.contains(CodePoints($0)) }
    guard let row = rows.first(where: { texts.codes[$0] >= 0 && !isKnown[Int(texts.codes[$0])] }) else { return }
    throw table.error(row, column, expected: "one of \(Vocabulary.list(categories))")
  }
}
