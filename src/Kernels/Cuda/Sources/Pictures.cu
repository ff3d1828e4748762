// Pictures: the network's input from YUV planes, blur by attention, and heat painted on. Planes are 4:2:0, bytes, row after row of `stride`.
//
// References on the processor: AreaResize.RunScalar and PlanesToChannels.RunScalar for the input (within float32 rounding), and for the
// rest, byte for byte, the scalar versions of CellMean, GaussianCells, CellRows, CellGrow, MapSampler, FocusBlend, PlaneMix and HeatBlend.
// So that bytes are equal, products and sums are not joined here: every operation rounds where the reference rounds.
#include "Device.h"

typedef unsigned char byte;
typedef unsigned short word;

// One axis of a resize by area: the samples of each result and their weights, which sum to 1.
struct AreaAxis {
    const int* starts;         // The first sample of each result.
    const int* counts;         // Its samples.
    const int* weight_starts;  // Where its weights begin.
    const float* weights;
};

// A plane and how it is resized.
struct AreaPlane {
    const byte* samples;
    AreaAxis rows;
    AreaAxis columns;
    int stride;
    int padding;
};

// resize_input: the mean of the box of samples that each pixel of the input covers, in each plane, then an affine map to channels.
struct ResizeInputArguments {
    AreaPlane planes[3];     // Y, U, V.
    const float* matrix;     // Channels x 3.
    const float* constant;   // Channels.
    float* input;            // Pixels x pitch.
    int columns;             // Pixels in a row of the input.
    int pixels;
    int channels;
    int pitch;
};

// Four pixels for each block, 32 threads for each pixel: neighbours read neighbouring samples of a box.
constexpr int resize_pixels = 4;
constexpr int resize_lanes = 32;

DEVICE float part_of_box(const AreaPlane& plane, int row, int column, int lane) {
    int height = plane.rows.counts[row];
    int width = plane.columns.counts[column];
    const byte* samples = plane.samples + (long long)plane.rows.starts[row] * plane.stride + plane.columns.starts[column];
    const float* row_weights = plane.rows.weights + plane.rows.weight_starts[row];
    const float* column_weights = plane.columns.weights + plane.columns.weight_starts[column];
    float sum = 0.0f;
    for (int sample = lane; sample < height * width; sample += resize_lanes) {
        int y = sample / width;
        int x = sample - y * width;
        sum = multiply_add(row_weights[y] * column_weights[x], (float)samples[(long long)y * plane.stride + x], sum);
    }

    return sum;
}

KERNEL(resize_input, ResizeInputArguments, resize_pixels * resize_lanes) {
    SHARED float parts[resize_pixels][3][resize_lanes];
    SHARED float means[resize_pixels][3];
    int slot = threadIdx.x / resize_lanes;
    int lane = threadIdx.x % resize_lanes;
    int pixel = blockIdx.x * resize_pixels + slot;
    bool is_inside = pixel < arguments.pixels;
    for (int plane = 0; plane < 3; plane++)
        parts[slot][plane][lane] = is_inside ? part_of_box(arguments.planes[plane], pixel / arguments.columns, pixel % arguments.columns, lane) : 0.0f;
    __syncthreads();
    if (lane < 3) {
        float sum = 0.0f;
        for (int part = 0; part < resize_lanes; part++) sum += parts[slot][lane][part];
        means[slot][lane] = sum;
    }

    __syncthreads();
    if (!is_inside || lane >= arguments.channels) return;
    const float* row = arguments.matrix + lane * 3;
    float sum = row[0] * means[slot][0] + row[1] * means[slot][1] + row[2] * means[slot][2] + arguments.constant[lane];
    arguments.input[(long long)pixel * arguments.pitch + lane] = sum;
}

// cell_means: a plane shrinks to cells of 2 x 2 or 4 x 4 samples; the last column and row are repeated.
struct CellMeansArguments {
    const byte* samples;
    float* cells;      // Rows x columns.
    int stride;
    int width;
    int height;
    int cell;
    int columns;
    int rows;
};

// A thread computes one cell.
KERNEL(cell_means, CellMeansArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.columns * arguments.rows) return;
    int row = index / arguments.columns;
    int column = index % arguments.columns;
    int sum = 0;
    for (int y = 0; y < arguments.cell; y++) {
        const byte* samples = arguments.samples + (long long)smallest(row * arguments.cell + y, arguments.height - 1) * arguments.stride;
        for (int x = 0; x < arguments.cell; x++) sum += samples[smallest(column * arguments.cell + x, arguments.width - 1)];
    }

    arguments.cells[index] = (float)sum * (1.0f / (float)(arguments.cell * arguments.cell));
}

// gaussian_across and gaussian_along: one stage of a Gaussian over cells, along columns and then along rows; the edges are repeated.
struct GaussianArguments {
    const float* cells;     // Rows x columns.
    const float* weights;   // Of the cell itself, of its neighbours on each side, of theirs, ...
    float* result;          // Rows x columns; for the last stage null, and then:
    word* fixed;            // Rows x columns, 4 fraction bits: clamp(sum * factor + summand).
    float factor;
    float summand;
    int taps;
    int spacing;            // Cells from one neighbour to the next.
    int columns;
    int rows;
};

DEVICE word fixed_point(float value, float factor, float summand) {
    float scaled = value * factor + summand;
    return (word)(scaled < 0.0f ? 0.0f : scaled > 4080.0f ? 4080.0f : scaled);
}

// A thread computes one cell.
KERNEL(gaussian_across, GaussianArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.columns * arguments.rows) return;
    int row = index / arguments.columns;
    int column = index % arguments.columns;
    float sum = arguments.cells[index] * arguments.weights[0];
    for (int tap = 1; tap < arguments.taps; tap++) {
        int above = largest(row - tap * arguments.spacing, 0);
        int below = smallest(row + tap * arguments.spacing, arguments.rows - 1);
        sum += (arguments.cells[above * arguments.columns + column] + arguments.cells[below * arguments.columns + column]) * arguments.weights[tap];
    }

    arguments.result[index] = sum;
}

// A thread computes one cell.
KERNEL(gaussian_along, GaussianArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.columns * arguments.rows) return;
    int column = index % arguments.columns;
    const float* cells = arguments.cells + (index - column);
    float sum = cells[column] * arguments.weights[0];
    for (int tap = 1; tap < arguments.taps; tap++)
        sum += (cells[largest(column - tap * arguments.spacing, 0)] + cells[smallest(column + tap * arguments.spacing, arguments.columns - 1)]) * arguments.weights[tap];
    if (arguments.fixed) arguments.fixed[index] = fixed_point(sum, arguments.factor, arguments.summand);
    else arguments.result[index] = sum;
}

// A map that is read at every pixel of a picture: which cells, and the second one's share, stand in tables.
struct MapPlace {
    const float* map;               // Map rows x columns.
    const int* rows;                // For each picture row the upper map row, or -1 outside of the map.
    const float* row_fractions;
    const int* columns;             // For each picture column the left map column, or -1.
    const float* column_fractions;
    int map_rows;
    int map_columns;
};

DEVICE float between(float from, float to, float part) { return from + (to - from) * part; }

DEVICE float finite(float value) { return size_of(value) <= 3.402823466e38f ? value : 0.0f; }

// The value of a map row at a picture column.
DEVICE float along_map(const MapPlace& place, int map_row, int x) {
    int column = place.columns[x];
    if (column < 0) return 0.0f;
    const float* cells = place.map + map_row * place.map_columns;
    return between(finite(cells[column]), finite(cells[smallest(column + 1, place.map_columns - 1)]), place.column_fractions[x]);
}

// focus_weights: how sharp a picture's cells stay: 0 up to `blurred_to`, 255 from where the value has risen by 1 / steepness.
struct FocusWeightsArguments {
    MapPlace place;         // Of a picture of cells.
    word* weights;          // Rows x columns, 4 fraction bits.
    float blurred_to;
    float steepness;
    int columns;
    int rows;
    int last_column;        // The column that a last cell takes after: its own, or the one before where its centre lies past the edge.
    int last_row;
};

// A thread computes one cell.
KERNEL(focus_weights, FocusWeightsArguments, 256) {
    int index = blockIdx.x * 256 + threadIdx.x;
    if (index >= arguments.columns * arguments.rows) return;
    int row = smallest(index / arguments.columns, arguments.last_row);
    int column = smallest(index % arguments.columns, arguments.last_column);
    int upper = arguments.place.rows[row];
    float value = 0.0f;
    if (upper >= 0) {
        int lower = smallest(upper + 1, arguments.place.map_rows - 1);
        value = between(along_map(arguments.place, upper, column), along_map(arguments.place, lower, column), arguments.place.row_fractions[row]);
    }

    float rise = (size_of(value) - arguments.blurred_to) * arguments.steepness;
    rise = largest(smallest(rise, 1.0f), 0.0f);
    arguments.weights[index] = fixed_point(255.0f * (rise * rise * (3.0f - 2.0f * rise)), 16.0f, 0.5f);
}

// A picture of cells that is read as the plane it stands for, along the quadratic spline of the cells.
struct GrownCells {
    const word* cells;      // Rows x columns.
    int columns;
    int rows;
};

// The weights, in sixteenths, of the cell before, the cell itself and the cell after for a sample of a cell of 2 or 4 samples.
struct GrowWeights {
    int before;
    int here;
    int after;
};

DEVICE GrowWeights grow_weights(int cell, int phase) {
    if (cell == 2) return phase == 0 ? GrowWeights{4, 12, 0} : GrowWeights{0, 12, 4};
    if (phase < 2) return phase == 0 ? GrowWeights{6, 10, 0} : GrowWeights{3, 12, 1};
    return phase == 2 ? GrowWeights{1, 12, 3} : GrowWeights{0, 10, 6};
}

// The cells of a column between the rows of cells, for one row of samples.
DEVICE int between_rows(const GrownCells& grown, int row, int column, const GrowWeights& weights) {
    column = smallest(largest(column, 0), grown.columns - 1);
    int above = grown.cells[largest(row - 1, 0) * grown.columns + column];
    int here = grown.cells[row * grown.columns + column];
    int below = grown.cells[smallest(row + 1, grown.rows - 1) * grown.columns + column];
    return (above * weights.before + here * weights.here + below * weights.after + 8) >> 4;
}

// mix_focus: each sample between itself and the blurred plane, by the weights' plane: (sharp * w + blurred * (255 - w)) / 255, rounded.
struct MixFocusArguments {
    const byte* source;
    byte* target;          // May be the source.
    GrownCells blurred;    // Cells of the same size as those of the weights, in this plane.
    GrownCells weights;
    int source_stride;
    int target_stride;
    int width;
    int height;
    int cell;
};

// A thread computes the samples of one cell in one row, so that it reads its cells once for two or four samples.
KERNEL(mix_focus, MixFocusArguments, 256) {
    int columns = (arguments.width + arguments.cell - 1) / arguments.cell;
    long long index = (long long)blockIdx.x * 256 + threadIdx.x;
    if (index >= (long long)columns * arguments.height) return;
    int y = (int)(index / columns);
    int column = (int)(index % columns);
    int row = y / arguments.cell;
    GrowWeights down = grow_weights(arguments.cell, y % arguments.cell);
    int blurred[3];
    int sharp[3];
#pragma unroll
    for (int side = 0; side < 3; side++) {
        blurred[side] = between_rows(arguments.blurred, row, column + side - 1, down);
        sharp[side] = between_rows(arguments.weights, row, column + side - 1, down);
    }

    const byte* source = arguments.source + (long long)y * arguments.source_stride + column * arguments.cell;
    byte* target = arguments.target + (long long)y * arguments.target_stride + column * arguments.cell;
    int count = smallest(arguments.cell, arguments.width - column * arguments.cell);
    for (int x = 0; x < count; x++) {
        GrowWeights across = grow_weights(arguments.cell, x);
        int mixed = (blurred[0] * across.before + blurred[1] * across.here + blurred[2] * across.after + 128) >> 8;
        int weight = (sharp[0] * across.before + sharp[1] * across.here + sharp[2] * across.after + 128) >> 8;
        int sum = source[x] * weight + mixed * (255 - weight) + 128;
        target[x] = (byte)((sum + (sum >> 8)) >> 8);
    }
}

// paint_heat: a map in colours onto a picture, in place. Each luma sample reads the map, turns the value into one of 511 steps and mixes the
// step's colour in by its opacity; a chroma sample reads the mean of its four pixels.
struct PaintHeatArguments {
    MapPlace place;              // Of the picture.
    const unsigned* table;       // Y | U << 8 | V << 16 | alpha << 24 for the steps -255..255.
    byte* y;
    byte* u;
    byte* v;
    float steps_per_unit;
    int quiet;                   // Steps smaller than this are step 0.
    int y_stride;
    int chroma_stride;
    int left;                    // The part of the picture that the map touches, in luma samples; all even.
    int top;
    int width;
    int height;
};

DEVICE unsigned heat_of(const PaintHeatArguments& heat, float value) {
    float step = largest(smallest(value * heat.steps_per_unit, 255.0f), -255.0f);
    if (size_of(step) < (float)heat.quiet) step = 0.0f;
    return heat.table[(int)(step + 255.5f)];
}

DEVICE byte mixed_in(byte sample, unsigned entry, int shift) {
    unsigned alpha = entry >> 24;
    unsigned sum = sample * (255u - alpha) + ((entry >> shift) & 255u) * alpha + 128u;
    return (byte)((sum + (sum >> 8)) >> 8);
}

// A row of the picture at one column: half of it, for chroma.
DEVICE float row_of_map(const MapPlace& place, int y, float upper_value, float lower_value, float weight) {
    return between(upper_value, lower_value, place.row_fractions[y]) * weight;
}

// A thread computes one luma sample.
KERNEL(paint_heat_luma, PaintHeatArguments, 256) {
    long long index = (long long)blockIdx.x * 256 + threadIdx.x;
    if (index >= (long long)arguments.width * arguments.height) return;
    int x = arguments.left + (int)(index % arguments.width);
    int y = arguments.top + (int)(index / arguments.width);
    const MapPlace& place = arguments.place;
    int upper = place.rows[y];
    float value = 0.0f;
    if (upper >= 0) {
        int lower = smallest(upper + 1, place.map_rows - 1);
        value = row_of_map(place, y, along_map(place, upper, x), along_map(place, lower, x), 1.0f);
    }

    byte* sample = arguments.y + (long long)y * arguments.y_stride + x;
    *sample = mixed_in(*sample, heat_of(arguments, value), 0);
}

// A thread computes one sample of both chroma planes.
KERNEL(paint_heat_chroma, PaintHeatArguments, 256) {
    long long index = (long long)blockIdx.x * 256 + threadIdx.x;
    int width = arguments.width / 2;
    if (index >= (long long)width * (arguments.height / 2)) return;
    int x = arguments.left / 2 + (int)(index % width);
    int y = arguments.top / 2 + (int)(index / width);
    const MapPlace& place = arguments.place;
    float value = 0.0f;
    for (int half = 0; half < 2; half++) {
        int upper = place.rows[2 * y + half];
        if (upper < 0) continue;
        int lower = smallest(upper + 1, place.map_rows - 1);
        float upper_value = 0.5f * (along_map(place, upper, 2 * x) + along_map(place, upper, 2 * x + 1));
        float lower_value = 0.5f * (along_map(place, lower, 2 * x) + along_map(place, lower, 2 * x + 1));
        value = row_of_map(place, 2 * y + half, upper_value, lower_value, 0.5f) + value;
    }

    unsigned entry = heat_of(arguments, value);
    byte* u = arguments.u + (long long)y * arguments.chroma_stride + x;
    byte* v = arguments.v + (long long)y * arguments.chroma_stride + x;
    *u = mixed_in(*u, entry, 8);
    *v = mixed_in(*v, entry, 16);
}
