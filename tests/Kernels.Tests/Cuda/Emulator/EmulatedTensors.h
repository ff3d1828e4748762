// Tensor cores on a processor: matrices are cut into pieces that the 32 threads of a warp hold, in an order that no kernel may rely on. Values
// are rounded as the cores read them; products are exact in float32, and so are added up there. A warp's matrices must be multiplied by all
// threads of the block at once, which is stricter than a device is, and lie on multiples of 32 bytes in rows of whole 16 bytes, as a device wants.
#pragma once

#include <cstdint>
#include <cstring>

// The two matrices that each warp multiplies.
struct WarpMatrices {
    float left[256];
    float right[256];
};

inline WarpMatrices warp_matrices[32];

inline void require_matrix(const void* values, int pitch, int size) {
    if (reinterpret_cast<uintptr_t>(values) % 32 != 0 || pitch * size % 16 != 0) __builtin_trap();
}

template <typename Stored, int Depth>
struct EmulatedProduct {
    typedef Stored Value;
    static constexpr int depth = Depth;
    static constexpr int count = Depth / 2;
    struct Left { float parts[count]; };
    struct Right { float parts[count]; };
    struct Sums { float parts[8]; };

    static void multiply(Sums& sums, const Left& left, const Right& right) {
        int lane = threadIdx.x % 32;
        WarpMatrices& warp = warp_matrices[threadIdx.x / 32];
        memcpy(warp.left + lane * count, left.parts, sizeof left.parts);
        memcpy(warp.right + lane * count, right.parts, sizeof right.parts);
        __syncthreads();
        for (int part = 0; part < 8; part++) {
            int row = (lane * 8 + part) / 16, column = (lane * 8 + part) % 16;
            for (int step = 0; step < Depth; step++) sums.parts[part] += warp.left[row * Depth + step] * warp.right[step * 16 + column];
        }

        __syncthreads();
    }

    static void store(float* target, Sums& sums, int pitch) {
        require_matrix(target, pitch, sizeof(float));
        int lane = threadIdx.x % 32;
        for (int part = 0; part < 8; part++) target[(lane * 8 + part) / 16 * pitch + (lane * 8 + part) % 16] = sums.parts[part];
    }
};

struct HalfProduct : EmulatedProduct<unsigned short, 16> {
    static Value rounded(float value) {
        _Float16 half = static_cast<_Float16>(value);
        Value bits;
        memcpy(&bits, &half, sizeof bits);
        return bits;
    }

    static float read(Value bits) {
        _Float16 half;
        memcpy(&half, &bits, sizeof half);
        return static_cast<float>(half);
    }

    static void load(Left& left, const Value* values, int pitch) {
        require_matrix(values, pitch, sizeof(Value));
        for (int part = 0; part < count; part++) left.parts[part] = read(values[(threadIdx.x % 32 * count + part) / depth * pitch + (threadIdx.x % 32 * count + part) % depth]);
    }

    static void load(Right& right, const Value* values, int pitch) {
        require_matrix(values, pitch, sizeof(Value));
        for (int part = 0; part < count; part++) right.parts[part] = read(values[(threadIdx.x % 32 * count + part) / 16 * pitch + (threadIdx.x % 32 * count + part) % 16]);
    }
};

DEVICE float rounded_to_tf32(float value);

struct Tf32Product : EmulatedProduct<float, 8> {
    static Value rounded(float value) { return rounded_to_tf32(value); }

    // What is not rounded yet is cut off, as the cores do.
    static float read(Value value) {
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        bits &= 0xffffe000u;
        memcpy(&value, &bits, sizeof bits);
        return value;
    }

    static void load(Left& left, const Value* values, int pitch) {
        require_matrix(values, pitch, sizeof(Value));
        for (int part = 0; part < count; part++) left.parts[part] = read(values[(threadIdx.x % 32 * count + part) / depth * pitch + (threadIdx.x % 32 * count + part) % depth]);
    }

    static void load(Right& right, const Value* values, int pitch) {
        require_matrix(values, pitch, sizeof(Value));
        for (int part = 0; part < count; part++) right.parts[part] = read(values[(threadIdx.x % 32 * count + part) / 16 * pitch + (threadIdx.x % 32 * count + part) % 16]);
    }
};
