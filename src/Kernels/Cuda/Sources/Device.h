// What the kernels need of the language. Compiled by clang for a device (-x cuda), this file names its words; compiled as plain C++,
// EmulatedDevice.h does, which runs blocks and threads on a processor. Every kernel takes one structure, so that both sides call it alike.
#pragma once

#if defined(__CUDA__)

#include <__clang_cuda_builtin_vars.h>

#define DEVICE __attribute__((device)) inline
#define SHARED __attribute__((shared))

// A kernel: its name, its structure of arguments, and the most threads that a block has.
#define KERNEL(name, Arguments, threads) \
    extern "C" __attribute__((global)) __attribute__((launch_bounds(threads))) void name(const Arguments arguments)

// Code that is always put where it is called: its arrays then stay in registers.
#define INLINE __attribute__((always_inline))

#else

#include "EmulatedDevice.h"

#endif

// Four values that are read and written at once; their address is a multiple of 16.
typedef float Four __attribute__((ext_vector_type(4)));

DEVICE float largest(float left, float right) { return left > right ? left : right; }

DEVICE float smallest(float left, float right) { return left < right ? left : right; }

DEVICE int largest(int left, int right) { return left > right ? left : right; }

DEVICE int smallest(int left, int right) { return left < right ? left : right; }

DEVICE float size_of(float value) { return __builtin_fabsf(value); }

// left * right + sum, rounded once.
DEVICE float multiply_add(float left, float right, float sum) { return __builtin_fmaf(left, right, sum); }

// To 11 significant bits, halves away from zero: what tensor cores read of a float32.
DEVICE float rounded_to_tf32(float value) {
    union {
        float value;
        unsigned bits;
    } word;
    word.value = value;
    word.bits = (word.bits + 0x1000u) & 0xffffe000u;
    return word.value;
}
