// The system's C library under one name: each system's module has another. Only files that call C import it; no library
// hands it on to its users.
#if canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#else
  @_exported import Darwin
#endif
