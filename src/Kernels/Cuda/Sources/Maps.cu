// From the outputs of a bank's windows to an occlusion map, without a detour over the host.
//
// Reference on the processor: OcclusionMap.cs for the scores, OcclusionAccumulator.cs for the map, with the same operations in the same order
// in float64: the map is equal bit by bit where the outputs are.
#include "Device.h"

// What a score counts, from the weighted sums of the outputs without and with the mask.
enum ScoreKind {
    score_signed,
    score_right,
    score_left,
    score_hold,
};

// window_scores: a window's score.
struct WindowScoresArguments {
    const float* outputs;     // Windows x outputs.
    const float* base;        // The frame's outputs: positions x pitch.
    const float* weights;     // For each output.
    float* scores;            // Windows.
    int windows;
    int length;               // Outputs.
    int channels;
    int pitch;
    int kind;
};

// A thread computes one score.
KERNEL(window_scores, WindowScoresArguments, 256) {
    int window = blockIdx.x * 256 + threadIdx.x;
    if (window >= arguments.windows) return;
    double frame = 0.0;
    double masked = 0.0;
    for (int output = 0; output < arguments.length; output++) {
        double weight = arguments.weights[output];
        frame += weight * arguments.base[output / arguments.channels * arguments.pitch + output % arguments.channels];
        masked += weight * arguments.outputs[(long long)window * arguments.length + output];
    }

    double change = frame - masked;
    if (arguments.kind == score_left) change = masked - frame;
    if (arguments.kind == score_hold) change = __builtin_fabs(masked) - __builtin_fabs(frame);
    if (arguments.kind != score_signed && !(change > 0.0)) change = 0.0;
    arguments.scores[window] = (float)change;
}

// spread_scores: the difference image of each size: a window adds its score, shared among its pixels, at its upper left and behind its lower
// right corner, and takes it away at the other two. Each place of the image knows its corners, in the windows' order.
struct SpreadScoresArguments {
    const float* scores;      // Windows.
    const int* starts;        // For each place where its corners begin; one more than there are places.
    const int* corners;       // The window's number times two, and one more where it takes away.
    const int* areas;         // Pixels of each window.
    double* differences;      // Places: sizes x rows x columns.
    int places;
};

// A thread computes one place.
KERNEL(spread_scores, SpreadScoresArguments, 256) {
    int place = blockIdx.x * 256 + threadIdx.x;
    if (place >= arguments.places) return;
    double sum = 0.0;
    for (int corner = arguments.starts[place]; corner < arguments.starts[place + 1]; corner++) {
        int window = arguments.corners[corner] >> 1;
        double value = arguments.scores[window] / (double)arguments.areas[window];
        if (arguments.corners[corner] & 1) sum -= value;
        else sum += value;
    }

    arguments.differences[place] = sum;
}

// sum_rows: running sums along the rows, in place.
struct SumRowsArguments {
    double* differences;      // Rows of all sizes x columns.
    int rows;
    int columns;
};

// Values that are read ahead of the sums, which have to wait for each other.
constexpr int sums_ahead = 8;

// A thread sums one row.
KERNEL(sum_rows, SumRowsArguments, 64) {
    int row = blockIdx.x * 64 + threadIdx.x;
    if (row >= arguments.rows) return;
    double* values = arguments.differences + (long long)row * arguments.columns;
    double sum = 0.0;
    int column = 0;
    for (; column + sums_ahead <= arguments.columns; column += sums_ahead) {
        double next[sums_ahead];
#pragma unroll
        for (int index = 0; index < sums_ahead; index++) next[index] = values[column + index];
#pragma unroll
        for (int index = 0; index < sums_ahead; index++) {
            sum += next[index];
            values[column + index] = sum;
        }
    }

    for (; column < arguments.columns; column++) {
        sum += values[column];
        values[column] = sum;
    }
}

// sum_columns: running sums along the columns are what each pixel's windows add up to; the map is the mean over the windows of a size that
// cover a pixel, then over the sizes.
struct SumColumnsArguments {
    const double* rows;        // Sizes x (rows + 1) x (columns + 1), summed along the rows.
    const float* coverage;     // Sizes x rows x columns: one over the windows that cover a pixel.
    float* map;                // Rows x columns.
    double share;              // One over the number of sizes.
    int sizes;
    int map_rows;
    int map_columns;
};

// A thread computes one column.
KERNEL(sum_columns, SumColumnsArguments, 64) {
    int column = blockIdx.x * 64 + threadIdx.x;
    if (column >= arguments.map_columns) return;
    int pitch = arguments.map_columns + 1;
    for (int size = 0; size < arguments.sizes; size++) {
        const double* values = arguments.rows + (long long)size * (arguments.map_rows + 1) * pitch + column;
        const float* coverage = arguments.coverage + (long long)size * arguments.map_rows * arguments.map_columns + column;
        double sum = 0.0;
        for (int row = 0; row < arguments.map_rows; row++) {
            sum = values[(long long)row * pitch] + sum;
            float* pixel = arguments.map + (long long)row * arguments.map_columns + column;
            float part = (float)(sum * arguments.share * coverage[(long long)row * arguments.map_columns]);
            *pixel = size == 0 ? part : *pixel + part;
        }
    }
}
