// The only import in the engine of anything of Foundation, of its smallest part: what `localizedDescription`
// says is decided there.
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An error of this package: what it is in words, it says everywhere, `localizedDescription` included.
public protocol DescribedError: LocalizedError, CustomStringConvertible {}

extension DescribedError {
  /// The description.
  public var errorDescription: String? { description }
}
