// Products of small matrices by a warp together, on tensor cores: 16 x depth times depth x 16, added up in float32. A value is rounded to what
// the cores read; products of two of those are exact in float32.
#pragma once

#include "Device.h"

#if defined(__CUDA__)

// Half precision: 11 significant bits, up to 65504. All devices that are served have it.
struct HalfProduct {
    typedef unsigned short Value;
    static constexpr int depth = 16;
    struct Left { int parts[8]; };
    struct Right { int parts[8]; };
    struct Sums { float parts[8]; };

    static DEVICE Value rounded(float value) {
        Value bits;
        asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
        return bits;
    }

    static DEVICE void load(Left& left, const Value* values, int pitch) { __hmma_m16n16k16_ld_a(left.parts, (const int*)values, pitch, 0); }
    static DEVICE void load(Right& right, const Value* values, int pitch) { __hmma_m16n16k16_ld_b(right.parts, (const int*)values, pitch, 0); }
    static DEVICE void multiply(Sums& sums, const Left& left, const Right& right) { __hmma_m16n16k16_mma_f32f32(sums.parts, left.parts, right.parts, sums.parts, 0, 0); }
    static DEVICE void store(float* target, Sums& sums, int pitch) { __hmma_m16n16k16_st_c_f32(target, sums.parts, pitch, 0); }
};

#if __CUDA_ARCH__ >= 800

// Float32 of which 11 significant bits are read, with its whole range: from Ampere (2020) on.
struct Tf32Product {
    typedef float Value;
    static constexpr int depth = 8;
    struct Left { int parts[4]; };
    struct Right { int parts[4]; };
    struct Sums { float parts[8]; };

    static DEVICE Value rounded(float value) { return rounded_to_tf32(value); }
    static DEVICE void load(Left& left, const Value* values, int pitch) { __mma_tf32_m16n16k8_ld_a(left.parts, (const int*)values, pitch, 0); }
    static DEVICE void load(Right& right, const Value* values, int pitch) { __mma_tf32_m16n16k8_ld_b(right.parts, (const int*)values, pitch, 0); }
    static DEVICE void multiply(Sums& sums, const Left& left, const Right& right) { __mma_tf32_m16n16k8_mma_f32(sums.parts, left.parts, right.parts, sums.parts, 0, 0); }
    static DEVICE void store(float* target, Sums& sums, int pitch) { __mma_m16n16k8_st_c_f32(target, sums.parts, pitch, 0); }
};

#endif

#else

#include "EmulatedTensors.h"

#endif
