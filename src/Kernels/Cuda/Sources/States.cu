// Occlusion by states: how the outputs change when windows of the input are masked, each distinct change of an activation once.
//
// A state is a row class and a column class of a layer (AxisClasses.cs): all windows that look alike to a position share it. Deltas are
// states x pitch float32, the channels rounded up to a multiple of four. A layer's states lie grid after grid, row class after row class,
// column class after column class; classes with the same taps follow one another, so that blocks of states need the same taps and no
// product is computed in vain. All grids of a bank go through a layer in one launch.
// Reference on the processor: StateGrid.cs, and ScalarEngine.cs, which masks each window in turn in float64.
#include "StateTiles.h"

// mask_input: delta = weight * (fill - pixel), through the element-wise layers that come before the first layer with weights.
struct MaskInputArguments {
    const float* before;          // The input: positions x pitch.
    const float* after;           // The input after the element-wise layers.
    const float* fill;            // What masked pixels become: positions x pitch.
    float* deltas;                // States x pitch.
    const int* rows;              // For each row class: its first state, its input row times the columns, the first of its grid's column classes, their number.
    const float* row_weights;     // For each row class how much of the fill the row takes.
    const int* column_positions;  // For each column class its input column.
    const float* column_weights;
    const Element* elements;
    int element_count;
    int channels;
    int pitch;
};

// Grid: row classes x columns of states in blocks of 128. A thread computes all channels of one state.
KERNEL(mask_input, MaskInputArguments, 128) {
    const int* row = arguments.rows + blockIdx.x * 4;
    int column = blockIdx.y * 128 + threadIdx.x;
    if (column >= row[3]) return;
    int column_class = row[2] + column;
    float weight = arguments.row_weights[blockIdx.x] * arguments.column_weights[column_class];
    long long position = (long long)(row[1] + arguments.column_positions[column_class]) * arguments.pitch;
    float* delta = arguments.deltas + (long long)(row[0] + column) * arguments.pitch;
    for (int channel = 0; channel < arguments.pitch; channel++) {
        float change = 0.0f;
        if (channel < arguments.channels) {
            float pixel = arguments.before[position + channel];
            change = weight * (arguments.fill[position + channel] - pixel);
            if (arguments.element_count > 0) {
                float value = pixel + change;
                for (int layer = 0; layer < arguments.element_count; layer++) value = value_of(arguments.elements[layer], value, channel);
                change = value - arguments.after[position + channel];
            }
        }

        delta[channel] = change;
    }
}

// Products of a matrix of states x (taps and channels) with one of (taps and channels) x channels. The first is never in memory: states
// gather it by the tables. Both come in pieces that are 8 deep into shared memory, two pieces in turn: while one is multiplied, the
// next is on its way from the caches. A thread keeps ThreadStates x ThreadChannels sums in registers, in groups of four, so that each of
// its reads of shared memory is one of 16 bytes that its neighbours' reads follow without a gap.
constexpr int state_depth = 8;
constexpr int state_quads = state_depth / 4;

template <int TileStates, int TileChannels>
struct __attribute__((aligned(16))) StateRoom {
    float states[2][state_depth][TileStates];
    float weights[2][state_depth][TileChannels];
};

// One of two cursors, field by field: a reference to either would put both into memory.
DEVICE TapCursor chosen(bool is_near, const TapCursor& near, const TapCursor& far) {
    return {is_near ? near.row : far.row, is_near ? near.column : far.column, is_near ? near.quad : far.quad};
}

template <int TileStates, int TileChannels, int ThreadStates, int ThreadChannels>
DEVICE INLINE void compute_states(const StateLayerArguments& arguments, StateRoom<TileStates, TileChannels>& room) {
    constexpr int state_groups = ThreadStates / 4;
    constexpr int channel_groups = ThreadChannels / 4;
    constexpr int threads_across = TileChannels / ThreadChannels;
    constexpr int threads = TileStates / ThreadStates * threads_across;
    constexpr int state_loads = (TileStates * state_quads + threads - 1) / threads;
    constexpr int weight_fours = state_depth * TileChannels / 4;
    static_assert(weight_fours <= threads, "a thread loads four weights of a piece at most");
    static_assert(ThreadStates % 4 == 0 && ThreadChannels % 4 == 0 && TileStates % ThreadStates == 0 && TileChannels % ThreadChannels == 0, "tiles are whole");

    const StateTile tile = arguments.tiles[blockIdx.x];
    const int thread = threadIdx.x;
    const int source_quads = arguments.source_pitch / 4;
    const int taps = (tile.end_kernel_row - tile.first_kernel_row) * (tile.end_kernel_column - tile.first_kernel_column);
    const int pieces = (taps * source_quads + state_quads - 1) / state_quads;
    const float* weights = arguments.weights + (long long)blockIdx.y * arguments.kernel_rows * arguments.kernel_columns * arguments.source_pitch * TileChannels;

    // The states that this thread loads, and which of the two groups of four channels of each.
    int row_class[state_loads];
    int column_class[state_loads];
    int source_state[state_loads];
#pragma unroll
    for (int load = 0; load < state_loads; load++) {
        int slot = thread + load * threads;
        int state = tile.first_state + slot % TileStates;
        bool is_inside = slot < TileStates * state_quads && slot % TileStates < tile.states;
        row_class[load] = is_inside ? tile.first_row_class + state / tile.column_classes : -1;
        column_class[load] = tile.first_column_class + state % tile.column_classes;
        source_state[load] = -1;
    }

    // A piece is two groups of four channels deep, perhaps of two taps.
    TapCursor near = {tile.first_kernel_row, tile.first_kernel_column, 0};
    TapCursor far = near;
    far.advance(tile, source_quads);

    Four loaded_states[state_loads];
    Four loaded_weights;

    auto load_piece = [&]() INLINE {
#pragma unroll
        for (int load = 0; load < state_loads; load++) {
            const TapCursor cursor = chosen(thread + load * threads < TileStates, near, far);
            Four four = 0.0f;
            if (row_class[load] >= 0 && cursor.row < tile.end_kernel_row) {
                // Steps are two quads long: a cursor stands at one of a tap's first two where it has just come to the tap.
                if (cursor.quad < state_quads) {
                    int row = arguments.row_taps[cursor.row * arguments.row_classes + row_class[load]];
                    int column = arguments.column_taps[cursor.column * arguments.column_classes + column_class[load]];
                    source_state[load] = row < 0 || column < 0 ? -1 : row + column;
                }

                if (source_state[load] >= 0) four = *(const Four*)(arguments.source + (long long)source_state[load] * arguments.source_pitch + cursor.quad * 4);
            }

            loaded_states[load] = four;
        }

        if (thread < weight_fours) {
            int depth = thread / (TileChannels / 4);
            const TapCursor cursor = chosen(depth < 4, near, far);
            Four four = 0.0f;
            if (cursor.row < tile.end_kernel_row) {
                int tap = cursor.row * arguments.kernel_columns + cursor.column;
                int row = tap * arguments.source_pitch + cursor.quad * 4 + depth % 4;
                four = *(const Four*)(weights + (long long)row * TileChannels + thread % (TileChannels / 4) * 4);
            }

            loaded_weights = four;
        }

        near = far;
        near.advance(tile, source_quads);
        far = near;
        far.advance(tile, source_quads);
    };

    auto keep_piece = [&](int half) INLINE {
#pragma unroll
        for (int load = 0; load < state_loads; load++) {
            int slot = thread + load * threads;
            if (slot >= TileStates * state_quads) continue;
#pragma unroll
            for (int part = 0; part < 4; part++) room.states[half][slot / TileStates * 4 + part][slot % TileStates] = loaded_states[load][part];
        }

        if (thread < weight_fours) *(Four*)&room.weights[half][thread / (TileChannels / 4)][thread % (TileChannels / 4) * 4] = loaded_weights;
    };

    float sums[ThreadStates][ThreadChannels];
#pragma unroll
    for (int state = 0; state < ThreadStates; state++) {
#pragma unroll
        for (int channel = 0; channel < ThreadChannels; channel++) sums[state][channel] = 0.0f;
    }

    const int first_state = thread / threads_across * 4;
    const int first_channel = thread % threads_across * 4;
    load_piece();
    keep_piece(0);
    __syncthreads();
    for (int piece = 0; piece < pieces; piece++) {
        const int half = piece & 1;
        if (piece + 1 < pieces) load_piece();
#pragma unroll
        for (int depth = 0; depth < state_depth; depth++) {
            float states[ThreadStates];
            float factors[ThreadChannels];
#pragma unroll
            for (int group = 0; group < state_groups; group++)
                *(Four*)&states[group * 4] = *(const Four*)&room.states[half][depth][group * (TileStates / state_groups) + first_state];
#pragma unroll
            for (int group = 0; group < channel_groups; group++)
                *(Four*)&factors[group * 4] = *(const Four*)&room.weights[half][depth][group * (TileChannels / channel_groups) + first_channel];
#pragma unroll
            for (int state = 0; state < ThreadStates; state++) {
#pragma unroll
                for (int channel = 0; channel < ThreadChannels; channel++) sums[state][channel] = multiply_add(states[state], factors[channel], sums[state][channel]);
            }
        }

        if (piece + 1 < pieces) keep_piece(half ^ 1);
        __syncthreads();
    }

#pragma unroll
    for (int state = 0; state < ThreadStates; state++) {
        int index = state / 4 * (TileStates / state_groups) + first_state + state % 4;
        if (index >= tile.states) continue;
        int at = tile.first_state + index;
        int row = tile.first_row_class + at / tile.column_classes;
        int column = tile.first_column_class + at % tile.column_classes;
        long long position = (long long)(arguments.row_positions[row] + arguments.column_positions[column]) * arguments.target_pitch;
        float* target = arguments.target + (long long)(arguments.row_targets[row] + arguments.column_targets[column]) * arguments.target_pitch;
#pragma unroll
        for (int group = 0; group < channel_groups; group++) {
            int channel = blockIdx.y * TileChannels + group * (TileChannels / channel_groups) + first_channel;
            if (channel >= arguments.target_pitch) continue;
            Four deltas;
            Four before = 0.0f;
            if (arguments.is_relu) before = *(const Four*)(arguments.before + position + channel);
#pragma unroll
            for (int part = 0; part < 4; part++) {
                float sum = sums[state][group * 4 + part];
                deltas[part] = arguments.is_relu ? largest(before[part] + sum, 0.0f) - largest(before[part], 0.0f) : sum;
            }

            *(Four*)(target + channel) = deltas;
        }
    }
}

// One kernel for each width that networks have: a block's channels should be the layer's, or parts of it that leave little over. Grid:
// tiles x blocks of channels. Tiles of few channels have more states, so that blocks still have two or three warps.
#define STATE_LAYER(TileStates, TileChannels, ThreadStates, ThreadChannels)                                                          \
    KERNEL(state_layer_##TileChannels, StateLayerArguments, TileStates / ThreadStates * (TileChannels / ThreadChannels)) {           \
        SHARED StateRoom<TileStates, TileChannels> room;                                                                             \
        compute_states<TileStates, TileChannels, ThreadStates, ThreadChannels>(arguments, room);                                    \
    }

STATE_LAYER(128, 16, 8, 4)
STATE_LAYER(256, 24, 8, 8)
STATE_LAYER(256, 36, 8, 12)
STATE_LAYER(128, 48, 8, 8)
STATE_LAYER(128, 64, 8, 8)

// state_elements: sums become deltas, for any element-wise layers: delta = f(base + sum) - f(base).
struct StateElementsArguments {
    const float* before;          // The base frame before the element-wise layers: positions x pitch.
    const float* after;           // The base frame after them.
    float* deltas;                // States x pitch: the sums, in place.
    const int* rows;              // As for mask_input.
    const int* column_positions;
    const Element* elements;
    int element_count;
    int channels;
    int pitch;
};

// Grid: row classes x columns of states and their channels in blocks of 256. A thread computes one value.
KERNEL(state_elements, StateElementsArguments, 256) {
    const int* row = arguments.rows + blockIdx.x * 4;
    int index = blockIdx.y * 256 + threadIdx.x;
    int column = index / arguments.channels;
    int channel = index % arguments.channels;
    if (column >= row[3]) return;
    long long position = (long long)(row[1] + arguments.column_positions[row[2] + column]) * arguments.pitch + channel;
    float* delta = arguments.deltas + (long long)(row[0] + column) * arguments.pitch + channel;
    float value = arguments.before[position] + *delta;
    for (int layer = 0; layer < arguments.element_count; layer++) value = value_of(arguments.elements[layer], value, channel);
    *delta = value - arguments.after[position];
}

// look_up: every window's outputs: the base frame's plus the delta of the window's state.
struct LookUpArguments {
    const float* deltas;            // Of the last layer: states x pitch.
    const float* after;             // The base frame's outputs: positions x pitch.
    float* outputs;                 // Windows x rows x columns x channels.
    const int* windows;             // For each computed window: its number in the bank, where its rows begin, where its columns begin.
    const int* row_states;          // For each row interval and output row the first state of its class, or -1.
    const int* column_states;       // For each column interval and output column the class, counted in its grid, or -1.
    int count;                      // Computed windows.
    int rows;
    int columns;
    int channels;
    int pitch;
};

// A thread computes one output of one window.
KERNEL(look_up, LookUpArguments, 256) {
    int length = arguments.rows * arguments.columns * arguments.channels;
    long long index = (long long)blockIdx.x * 256 + threadIdx.x;
    if (index >= (long long)arguments.count * length) return;
    const int* window = arguments.windows + index / length * 3;
    int output = (int)(index % length);
    int position = output / arguments.channels;
    int channel = output % arguments.channels;
    int row = arguments.row_states[window[1] + position / arguments.columns];
    int column = arguments.column_states[window[2] + position % arguments.columns];
    float value = arguments.after[(long long)position * arguments.pitch + channel];
    if (row >= 0 && column >= 0) value += arguments.deltas[(long long)(row + column) * arguments.pitch + channel];
    arguments.outputs[(long long)window[0] * length + output] = value;
}
