// Maximum pools: forward, backward, and by states. Activations, deltas and tables are as in Layers.cu and States.cu.
// Reference on the processor: ScalarLayers.cs. Of several values that are equal the first one counts.
#include "Functions.h"

// maximum_layer: the largest value under the kernel, then the element-wise layers that follow.
struct MaximumLayerArguments {
    const float* source;       // Input positions x pitch.
    float* target;             // Output positions x pitch.
    const int* row_taps;       // Output rows x kernel rows: the input row times the input's columns, or -1 outside.
    const int* column_taps;    // Output columns x kernel columns: the input column, or -1 outside.
    const Element* elements;
    int element_count;
    int positions;             // Of the output.
    int columns;               // Output columns.
    int kernel_rows;
    int kernel_columns;
    int channels;
    int pitch;
};

// A thread computes one value.
KERNEL(maximum_layer, MaximumLayerArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.positions * arguments.channels) return;
    int channel = index % arguments.channels;
    int position = index / arguments.channels;
    float value = 0.0f;
    bool is_first = true;
    for (int row = 0; row < arguments.kernel_rows; row++) {
        int source_row = arguments.row_taps[position / arguments.columns * arguments.kernel_rows + row];
        if (source_row < 0) continue;
        for (int column = 0; column < arguments.kernel_columns; column++) {
            int source_column = arguments.column_taps[position % arguments.columns * arguments.kernel_columns + column];
            if (source_column < 0) continue;
            float found = arguments.source[(long long)(source_row + source_column) * arguments.pitch + channel];
            if (is_first || found > value) value = found;
            is_first = false;
        }
    }

    long long at = (long long)position * arguments.pitch + channel;
    arguments.target[at] = value;
    for (int layer = 0; layer < arguments.element_count; layer++) {
        value = value_of(arguments.elements[layer], value, channel);
        arguments.elements[layer].result[at] = value;
    }
}

// maximum_backward: a value gets the gradients of the outputs whose maximum it is.
struct MaximumBackwardArguments {
    const float* values;              // What the layer read: input positions x pitch.
    const float* gradient;            // With respect to its output: output positions x pitch.
    float* result;                    // With respect to its input.
    const int* row_taps;              // Input rows x kernel rows: the output row that reads it times the output's columns, or -1.
    const int* column_taps;           // Input columns x kernel columns.
    const int* forward_row_taps;      // As for maximum_layer.
    const int* forward_column_taps;
    int positions;                    // Of the input.
    int columns;                      // Input columns.
    int result_columns;               // Output columns.
    int kernel_rows;
    int kernel_columns;
    int channels;
    int pitch;
};

// Where the maximum of an output stands in the input.
DEVICE int place_of_maximum(const MaximumBackwardArguments& layer, int output, int channel) {
    int best = -1;
    float value = 0.0f;
    for (int row = 0; row < layer.kernel_rows; row++) {
        int source_row = layer.forward_row_taps[output / layer.result_columns * layer.kernel_rows + row];
        if (source_row < 0) continue;
        for (int column = 0; column < layer.kernel_columns; column++) {
            int source_column = layer.forward_column_taps[output % layer.result_columns * layer.kernel_columns + column];
            if (source_column < 0) continue;
            float found = layer.values[(long long)(source_row + source_column) * layer.pitch + channel];
            if (best >= 0 && !(found > value)) continue;
            best = source_row + source_column;
            value = found;
        }
    }

    return best;
}

// A thread computes one value: no two write to the same one.
KERNEL(maximum_backward, MaximumBackwardArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.positions * arguments.channels) return;
    int channel = index % arguments.channels;
    int position = index / arguments.channels;
    float sum = 0.0f;
    for (int row = 0; row < arguments.kernel_rows; row++) {
        int output_row = arguments.row_taps[position / arguments.columns * arguments.kernel_rows + row];
        if (output_row < 0) continue;
        for (int column = 0; column < arguments.kernel_columns; column++) {
            int output_column = arguments.column_taps[position % arguments.columns * arguments.kernel_columns + column];
            if (output_column < 0) continue;
            int output = output_row + output_column;
            if (place_of_maximum(arguments, output, channel) == position) sum += arguments.gradient[(long long)output * arguments.pitch + channel];
        }
    }

    arguments.result[(long long)position * arguments.pitch + channel] = sum;
}

// state_maximum: how a maximum changes: that of the base frame with the deltas below, less the base frame's.
struct StateMaximumArguments {
    const float* source;          // Deltas below: states x pitch.
    const float* before;          // The base frame below: input positions x pitch.
    const float* after;           // The base frame's maxima: output positions x pitch.
    float* deltas;                // States x pitch.
    const int* rows;              // As for mask_input.
    const int* column_positions;  // For each column class its column.
    const int* row_taps;          // As for state_layer.
    const int* column_taps;
    int row_classes;
    int column_classes;
    int columns;                  // Output columns.
    int kernel_rows;
    int kernel_columns;
    int stride_rows;
    int stride_columns;
    int top;                      // Rows above the input where the kernel begins.
    int left;
    int source_rows;
    int source_columns;
    int channels;
    int pitch;
};

// Grid: row classes x columns of states and their channels in blocks of 256. A thread computes one value; those beyond the channels are 0.
KERNEL(state_maximum, StateMaximumArguments, 256) {
    const int* row_class = arguments.rows + blockIdx.x * 4;
    int index = blockIdx.y * 256 + threadIdx.x;
    int column = index / arguments.pitch;
    int channel = index % arguments.pitch;
    if (column >= row_class[3]) return;
    int column_class = row_class[2] + column;
    float* delta = arguments.deltas + (long long)(row_class[0] + column) * arguments.pitch + channel;
    if (channel >= arguments.channels) {
        *delta = 0.0f;
        return;
    }

    int position = row_class[1] + arguments.column_positions[column_class];
    int first_row = position / arguments.columns * arguments.stride_rows - arguments.top;
    int first_column = position % arguments.columns * arguments.stride_columns - arguments.left;
    float value = 0.0f;
    bool is_first = true;
    for (int row = 0; row < arguments.kernel_rows; row++) {
        if (first_row + row < 0 || first_row + row >= arguments.source_rows) continue;
        int below_row = arguments.row_taps[row * arguments.row_classes + (int)blockIdx.x];
        for (int tap = 0; tap < arguments.kernel_columns; tap++) {
            if (first_column + tap < 0 || first_column + tap >= arguments.source_columns) continue;
            int below_column = arguments.column_taps[tap * arguments.column_classes + column_class];
            float found = arguments.before[(long long)((first_row + row) * arguments.source_columns + first_column + tap) * arguments.pitch + channel];
            if (below_row >= 0 && below_column >= 0) found += arguments.source[(long long)(below_row + below_column) * arguments.pitch + channel];
            if (is_first || found > value) value = found;
            is_first = false;
        }
    }

    *delta = value - arguments.after[(long long)position * arguments.pitch + channel];
}
