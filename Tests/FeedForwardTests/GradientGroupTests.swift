import TestSupport
import Testing

@testable import FeedForward

/// How rows are cut into groups, and groups fall to ranks.
@Suite struct GradientGroupTests {
  @Test func subtreesAreCompleteAndCoverAll() throws {
    for count in [1, 2, 4, 8, 16, 64] {
      for ranks in 1...count {
        let parts = try (0..<ranks).flatMap { rank in
          let groups = try GradientGroups(count, rank: rank, of: ranks)
          let own = groups.subtrees(ofRank: rank)
          #expect(own.first?.lowerBound == groups.own.lowerBound && own.last?.upperBound == groups.own.upperBound)
          // Some ⌊lg⌋ of them on the way up, as many on the way down.
          #expect(own.count <= 2 * (Int.bitWidth - groups.own.count.leadingZeroBitCount))
          return own
        }
        #expect(parts.flatMap { Array($0) } == Array(0..<count), "\(ranks) ranks, \(count) groups")
        for part in parts {
          #expect(part.count & (part.count - 1) == 0 && part.lowerBound % part.count == 0, "\(part)")
        }
      }
    }
  }

  @Test func rowsAreCutOnce() throws {
    for (rows, count) in [(128, 8), (17, 8), (5, 8), (1, 4), (1000, 16), (7, 1)] {
      let groups = try GradientGroups(count)
      let all = (0..<count).flatMap { Array(groups.rows(of: $0..<$0 + 1, rows: rows)) }
      #expect(all == Array(0..<rows))
      let sizes = (0..<count).map { groups.rows(of: $0..<$0 + 1, rows: rows).count }
      #expect((sizes.max() ?? 0) == groups.mostRowsOfGroup(rows) && (sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      for ranks in 1...count {
        for rank in 0..<ranks {
          let part = try GradientGroups(count, rank: rank, of: ranks)
          #expect(part.rows(of: part.own, rows: rows).count <= part.mostRows(of: rows))
        }
      }
    }
  }

  /// Blocks of a rank are those of all, seen from its first row.
  @Test func blocksOfRanks() throws {
    for (rows, count, blocks) in [(61, 8, 2), (128, 4, 3), (5, 8, 1)] {
      let whole = RowCut(rows: rows, groups: try GradientGroups(count), blocksOfGroup: blocks, slotsOfGroup: blocks)
      let all = (0..<whole.blocks).map { whole.rows(ofBlocks: $0..<$0 + 1) }
      #expect(all.flatMap { Array($0) } == Array(0..<rows))
      for ranks in 1...count {
        var seen: [(slot: Int, rows: Range<Int>)] = []
        for rank in 0..<ranks {
          let groups = try GradientGroups(count, rank: rank, of: ranks)
          let cut = RowCut(rows: rows, groups: groups, blocksOfGroup: blocks, slotsOfGroup: blocks)
          let first = groups.rows(of: groups.own, rows: rows).lowerBound
          seen += (0..<cut.blocks).map {
            let own = cut.rows(ofBlocks: $0..<$0 + 1)
            return (cut.slot(ofBlock: $0), own.lowerBound + first..<own.upperBound + first)
          }
        }
        #expect(seen.map(\.slot) == Array(all.indices) && seen.map(\.rows) == all, "\(ranks) ranks")
      }
    }
  }

  @Test(arguments: [0, -8, 3, 12]) func refused(_ count: Int) {
    #expect { try GradientGroups(count) } throws: {
      "\($0)".contains("gradientGroups is \(count)")
    }
  }

  @Test func fewerGroupsThanRanksAreRefused() {
    #expect { try GradientGroups(2, rank: 0, of: 3) } throws: {
      "\($0)" == "gradientGroups is 2 for 3 ranks; expected at least one for each rank."
    }
  }
}
