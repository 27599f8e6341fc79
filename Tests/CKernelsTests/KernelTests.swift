import CKernels
import Testing

/// Every function of CKernels.h, in both types and in each instruction set of this processor, against plain formulas.
@Suite struct KernelTests {
  @Test func choiceOfInstructionSet() {
    let usual = String(cString: ff_kernels_name())
    #expect(["baseline", "avx2", "avx512"].contains(usual))
    #expect(ff_kernels_use_in_thread("no such set") == 0)
    #expect(ff_kernels_use("no such set") == 0)
    #expect(String(cString: ff_kernels_name()) == usual)
    withEachInstructionSet { #expect(String(cString: ff_kernels_name()) == $0) }
    #expect(String(cString: ff_kernels_name()) == usual)
  }
}
