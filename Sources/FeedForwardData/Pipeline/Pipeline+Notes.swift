import FeedForward

extension Pipeline {
  /// What a user should know of columns of texts that share an input, a sentence each. O(inputs).
  ///
  /// - Parameter table: the one that it was fitted to.
  public func notesOnGroups(of table: Table) throws -> [String] {
    try inputs.compactMap { input in
      guard case .category(let encoding) = input.encoding, encoding.hasRest else { return nil }
      let column = try table.column(named: input.name)
      let all = column.kind == .text ? table.texts[column.slot].distinct.count : encoding.categories.count + 1
      let own = encoding.categories.count
      return """
        Column “\(input.name)”: \(own) of \(all) texts \(own == 1 ? "has" : "have") an input each, the others and new \
        ones share one (--most-categories).
        """
    }
  }

  /// Texts of a table that the training rows did not have, and that are not refused, a sentence a column. O(rows).
  ///
  /// - Throws: ``DataError`` for a column that is missing.
  public func notesOnNewTexts(in table: Table) throws -> [String] {
    try inputs.compactMap { input in
      guard case .category(let encoding) = input.encoding, encoding.ignoresUnknown, !encoding.hasRest else {
        return nil
      }
      let column = try table.column(named: input.name)
      let indices = table.indices(of: column, in: Vocabulary(encoding.categories), rows: .all(table.count))
      let rows = indices.indices.filter { indices[$0] == Vocabulary.unknown }
      guard let first = rows.first else { return nil }
      let have = rows.count == 1 ? "has a text" : "have texts"
      return """
        Column “\(input.name)”: \(rows.count) of \(table.count) rows \(have) that training did not see, such as \
        \(table.found(first, column)): none of its inputs is marked.
        """
    }
  }
}
