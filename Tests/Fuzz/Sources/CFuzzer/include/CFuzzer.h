#pragma once
#include <stddef.h>
#include <stdint.h>

// libFuzzer's loop, from the fuzzer's runtime library.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
