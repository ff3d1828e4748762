// The sums of state_layer (States.cu) on tensor cores: deltas and weights rounded to 11 significant bits, sums in float32. It is never chosen
// without being asked for.
#include "StateTiles.h"
#include "Tensors.h"

// A block computes 128 states with four warps, each two rows of 16 x 16 matrices; the products come in pieces that are 16 deep.
constexpr int tensor_states = 128;
constexpr int tensor_threads = 128;
constexpr int tensor_depth = 16;
constexpr int tensor_quads = tensor_depth / 4;

// Rows of shared memory are 16 bytes longer than they need be, so that neighbouring rows lie in different banks.
template <typename Product, int TileChannels>
struct TensorRoom {
    static constexpr int extra = 16 / sizeof(typename Product::Value);
    static constexpr int state_pitch = tensor_depth + extra;
    static constexpr int weight_pitch = TileChannels + extra;
    static constexpr int sum_pitch = TileChannels + 4;

    struct __attribute__((aligned(32))) Pieces {
        typename Product::Value states[2][tensor_states * state_pitch];
        typename Product::Value weights[2][tensor_depth * weight_pitch];
    };

    union __attribute__((aligned(32))) {
        Pieces pieces;
        float sums[tensor_states * sum_pitch];  // When all products are added up.
    };
};

DEVICE TapCursor chosen(int which, const TapCursor& first, const TapCursor& second, const TapCursor& third, const TapCursor& fourth) {
    return {
        which == 0 ? first.row : which == 1 ? second.row : which == 2 ? third.row : fourth.row,
        which == 0 ? first.column : which == 1 ? second.column : which == 2 ? third.column : fourth.column,
        which == 0 ? first.quad : which == 1 ? second.quad : which == 2 ? third.quad : fourth.quad,
    };
}

template <typename Product, int TileChannels>
DEVICE INLINE void compute_tensor_states(const StateLayerArguments& arguments, TensorRoom<Product, TileChannels>& room) {
    typedef typename Product::Value Value;
    typedef TensorRoom<Product, TileChannels> Room;
    constexpr int values_of_four = 16 / sizeof(Value);
    constexpr int fours_of_row = TileChannels / values_of_four;
    constexpr int weight_fours = tensor_depth * fours_of_row;
    constexpr int weight_loads = (weight_fours + tensor_threads - 1) / tensor_threads;
    constexpr int columns = TileChannels / 16;

    const StateTile tile = arguments.tiles[blockIdx.x];
    const int thread = threadIdx.x;
    const int source_quads = arguments.source_pitch / 4;
    const int taps = (tile.end_kernel_row - tile.first_kernel_row) * (tile.end_kernel_column - tile.first_kernel_column);
    const int pieces = (taps * source_quads + tensor_quads - 1) / tensor_quads;
    const Value* weights = (const Value*)arguments.weights + (long long)blockIdx.y * arguments.kernel_rows * arguments.kernel_columns * arguments.source_pitch * TileChannels;

    // A thread loads all of one state's channels.
    const int own = tile.first_state + thread;
    const int row_class = thread < tile.states ? tile.first_row_class + own / tile.column_classes : -1;
    const int column_class = tile.first_column_class + own % tile.column_classes;

    TapCursor first = {tile.first_kernel_row, tile.first_kernel_column, 0};
    TapCursor second = first;
    second.advance(tile, source_quads);
    TapCursor third = second;
    third.advance(tile, source_quads);
    TapCursor fourth = third;
    fourth.advance(tile, source_quads);

    Four loaded_states[tensor_quads];
    Four loaded_weights[weight_loads];

    auto load_piece = [&]() INLINE {
#pragma unroll
        for (int load = 0; load < tensor_quads; load++) {
            const TapCursor cursor = chosen(load, first, second, third, fourth);
            Four four = 0.0f;
            if (row_class >= 0 && cursor.row < tile.end_kernel_row) {
                int row = arguments.row_taps[cursor.row * arguments.row_classes + row_class];
                int column = arguments.column_taps[cursor.column * arguments.column_classes + column_class];
                if (row >= 0 && column >= 0) four = *(const Four*)(arguments.source + (long long)(row + column) * arguments.source_pitch + cursor.quad * 4);
            }

            loaded_states[load] = four;
        }

#pragma unroll
        for (int load = 0; load < weight_loads; load++) {
            int slot = thread + load * tensor_threads;
            int depth = slot / fours_of_row;
            const TapCursor cursor = chosen(depth / 4, first, second, third, fourth);
            Four four = 0.0f;
            if (slot < weight_fours && cursor.row < tile.end_kernel_row) {
                int row = (cursor.row * arguments.kernel_columns + cursor.column) * arguments.source_pitch + cursor.quad * 4 + depth % 4;
                four = *(const Four*)(weights + (long long)row * TileChannels + slot % fours_of_row * values_of_four);
            }

            loaded_weights[load] = four;
        }

        first = fourth;
        first.advance(tile, source_quads);
        second = first;
        second.advance(tile, source_quads);
        third = second;
        third.advance(tile, source_quads);
        fourth = third;
        fourth.advance(tile, source_quads);
    };

    auto keep_piece = [&](int half) INLINE {
#pragma unroll
        for (int load = 0; load < tensor_quads; load++) {
#pragma unroll
            for (int part = 0; part < 4; part++) room.pieces.states[half][thread * Room::state_pitch + load * 4 + part] = Product::rounded(loaded_states[load][part]);
        }

#pragma unroll
        for (int load = 0; load < weight_loads; load++) {
            int slot = thread + load * tensor_threads;
            if (slot < weight_fours) *(Four*)&room.pieces.weights[half][slot / fours_of_row * Room::weight_pitch + slot % fours_of_row * values_of_four] = loaded_weights[load];
        }
    };

    typename Product::Sums sums[2][columns];
#pragma unroll
    for (int row = 0; row < 2; row++) {
#pragma unroll
        for (int column = 0; column < columns; column++) {
#pragma unroll
            for (int part = 0; part < 8; part++) sums[row][column].parts[part] = 0.0f;
        }
    }

    const int first_row = thread / 32 * 32;
    load_piece();
    keep_piece(0);
    __syncthreads();
    for (int piece = 0; piece < pieces; piece++) {
        const int half = piece & 1;
        if (piece + 1 < pieces) load_piece();
#pragma unroll
        for (int depth = 0; depth < tensor_depth; depth += Product::depth) {
            typename Product::Left left[2];
#pragma unroll
            for (int row = 0; row < 2; row++) Product::load(left[row], &room.pieces.states[half][(first_row + row * 16) * Room::state_pitch + depth], Room::state_pitch);
#pragma unroll
            for (int column = 0; column < columns; column++) {
                typename Product::Right right;
                Product::load(right, &room.pieces.weights[half][depth * Room::weight_pitch + column * 16], Room::weight_pitch);
#pragma unroll
                for (int row = 0; row < 2; row++) Product::multiply(sums[row][column], left[row], right);
            }
        }

        if (piece + 1 < pieces) keep_piece(half ^ 1);
        __syncthreads();
    }

#pragma unroll
    for (int row = 0; row < 2; row++) {
#pragma unroll
        for (int column = 0; column < columns; column++) Product::store(&room.sums[(first_row + row * 16) * Room::sum_pitch + column * 16], sums[row][column], Room::sum_pitch);
    }

    __syncthreads();
    constexpr int quads = TileChannels / 4;
    for (int index = thread; index < tile.states * quads; index += tensor_threads) {
        int at = tile.first_state + index / quads;
        int channel = blockIdx.y * TileChannels + index % quads * 4;
        if (channel >= arguments.target_pitch) continue;
        int row = tile.first_row_class + at / tile.column_classes;
        int column = tile.first_column_class + at % tile.column_classes;
        Four deltas = *(const Four*)&room.sums[index / quads * Room::sum_pitch + index % quads * 4];
        if (arguments.is_relu) {
            Four before = *(const Four*)(arguments.before + (long long)(arguments.row_positions[row] + arguments.column_positions[column]) * arguments.target_pitch + channel);
#pragma unroll
            for (int part = 0; part < 4; part++) deltas[part] = largest(before[part] + deltas[part], 0.0f) - largest(before[part], 0.0f);
        }

        *(Four*)(arguments.target + (long long)(arguments.row_targets[row] + arguments.column_targets[column]) * arguments.target_pitch + channel) = deltas;
    }
}

// One kernel for each number of channels of a block. Grid and block as for state_layer.
#define TENSOR_LAYER(name, Product, TileChannels)                           \
    KERNEL(name##_##TileChannels, StateLayerArguments, tensor_threads) {    \
        SHARED TensorRoom<Product, TileChannels> room;                      \
        compute_tensor_states<Product, TileChannels>(arguments, room);      \
    }

#if !defined(STEERLENS_TF32)
TENSOR_LAYER(half_layer, HalfProduct, 16)
TENSOR_LAYER(half_layer, HalfProduct, 32)
TENSOR_LAYER(half_layer, HalfProduct, 48)
TENSOR_LAYER(half_layer, HalfProduct, 64)
#endif

#if defined(STEERLENS_TF32) || !defined(__CUDA__)
TENSOR_LAYER(tf32_layer, Tf32Product, 16)
TENSOR_LAYER(tf32_layer, Tf32Product, 32)
TENSOR_LAYER(tf32_layer, Tf32Product, 48)
TENSOR_LAYER(tf32_layer, Tf32Product, 64)
#endif
