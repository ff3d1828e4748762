// A network forward and backward, one layer with its element-wise followers in one launch.
//
// Activations are H x W positions of `pitch` float32 each: the channels, rounded up to a multiple of four; what is beyond them is 0.
// Reference on the processor: ScalarLayers.cs, in float64.
#include "Functions.h"

// linear_layer: target[position, n] = bias[n] + sum over taps and channels of source[tap, c] * weights[tap, c, n], then the element-wise
// layers that follow, each of which keeps its result. A dense layer is a kernel as large as its input. Which input rows and columns an
// output position reads stands in two tables, so that the gradient of a layer with respect to its input is the same kernel with other
// tables and transposed weights: the taps are then the outputs that read the position.
struct LinearLayerArguments {
    const float* source;       // Input positions x source pitch.
    const float* weights;      // Kernel rows x kernel columns x source channels x target channels.
    const float* bias;         // Target channels; null for none.
    float* target;             // Output positions x target pitch.
    const int* row_taps;       // Output rows x kernel rows: the input row times the input's columns, or -1 outside.
    const int* column_taps;    // Output columns x kernel columns: the input column, or -1 outside.
    const Element* elements;   // The element-wise layers.
    int element_count;
    int columns;               // Output columns.
    int kernel_rows;
    int kernel_columns;
    int source_channels;
    int source_pitch;
    int target_channels;
    int target_pitch;
};

// A block computes 32 channels of one position (so that weights are read in whole lines) and cuts the products of each into 8 slices: a
// frame has few positions, and without slices most of a device would wait for the few threads with long sums.
constexpr int linear_channels = 32;
constexpr int linear_slices = 8;

DEVICE float slice_of_linear(const LinearLayerArguments& layer, int row, int column, int channel, int slice) {
    int products = layer.kernel_rows * layer.kernel_columns * layer.source_channels;
    int first = (int)((long long)products * slice / linear_slices);
    int end = (int)((long long)products * (slice + 1) / linear_slices);
    float sum = 0.0f;
    while (first < end) {
        int tap = first / layer.source_channels;
        int source_channel = first - tap * layer.source_channels;
        int count = smallest(layer.source_channels - source_channel, end - first);
        int source_row = layer.row_taps[row * layer.kernel_rows + tap / layer.kernel_columns];
        int source_column = layer.column_taps[column * layer.kernel_columns + tap % layer.kernel_columns];
        if (source_row >= 0 && source_column >= 0) {
            const float* values = layer.source + (long long)(source_row + source_column) * layer.source_pitch + source_channel;
            const float* weights = layer.weights + (long long)first * layer.target_channels + channel;
            for (int index = 0; index < count; index++) sum = multiply_add(values[index], weights[(long long)index * layer.target_channels], sum);
        }

        first += count;
    }

    return sum;
}

// Grid: output positions x blocks of 32 target channels. Block: 32 x 8.
KERNEL(linear_layer, LinearLayerArguments, linear_channels * linear_slices) {
    SHARED float sums[linear_slices][linear_channels];
    int lane = threadIdx.x % linear_channels;
    int slice = threadIdx.x / linear_channels;
    int channel = blockIdx.y * linear_channels + lane;
    int row = blockIdx.x / arguments.columns;
    int column = blockIdx.x % arguments.columns;
    sums[slice][lane] = channel < arguments.target_channels ? slice_of_linear(arguments, row, column, channel, slice) : 0.0f;
    __syncthreads();
    if (slice > 0 || channel >= arguments.target_channels) return;
    float value = arguments.bias ? arguments.bias[channel] : 0.0f;
    for (int part = 0; part < linear_slices; part++) value += sums[part][lane];
    long long at = (long long)blockIdx.x * arguments.target_pitch + channel;
    arguments.target[at] = value;
    for (int index = 0; index < arguments.element_count; index++) {
        value = value_of(arguments.elements[index], value, channel);
        arguments.elements[index].result[at] = value;
    }
}

// elements_forward: the element-wise layers that come before the first layer with weights; each keeps its result.
struct ElementsForwardArguments {
    const float* source;      // Positions x pitch.
    const Element* elements;
    int element_count;
    int positions;
    int channels;
    int pitch;
};

// A thread computes one value.
KERNEL(elements_forward, ElementsForwardArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.positions * arguments.channels) return;
    int channel = index % arguments.channels;
    long long at = (long long)(index / arguments.channels) * arguments.pitch + channel;
    float value = arguments.source[at];
    for (int layer = 0; layer < arguments.element_count; layer++) {
        value = value_of(arguments.elements[layer], value, channel);
        arguments.elements[layer].result[at] = value;
    }
}

// element_backward: the gradient of one element-wise layer, from its output to its input.
struct ElementBackwardArguments {
    const float* values;      // What the layer read in the forward pass: positions x pitch.
    const float* gradient;    // With respect to its output: positions x pitch.
    float* result;            // With respect to its input: positions x pitch; may be the gradient itself.
    const Element* element;
    int positions;
    int channels;
    int pitch;
    int guided;               // Not 0: what is negative does not pass a ReLU.
};

// A thread computes one value.
KERNEL(element_backward, ElementBackwardArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.positions * arguments.channels) return;
    int channel = index % arguments.channels;
    long long at = (long long)(index / arguments.channels) * arguments.pitch + channel;
    float gradient = arguments.gradient[at];
    if (arguments.guided && arguments.element->kind == kind_relu && gradient < 0.0f) gradient = 0.0f;
    arguments.result[at] = gradient * derivative_of(*arguments.element, arguments.values[at], channel);
}
