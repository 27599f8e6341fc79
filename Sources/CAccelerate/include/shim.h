// CBLAS as Accelerate has it, and LAPACKE on top of its LAPACK. Only macOS builds this target.
#ifndef FEEDFORWARD_CACCELERATE_SHIM_H
#define FEEDFORWARD_CACCELERATE_SHIM_H

#include <Accelerate/Accelerate.h>

#include "lapacke.h"

#endif
