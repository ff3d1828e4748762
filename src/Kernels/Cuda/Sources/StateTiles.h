// What the kernels of states share: their arguments, their work, and where they stand in the products.
#pragma once

#include "Functions.h"

// Work for one block of threads: some states of a group of row classes and column classes that have the same taps.
struct StateTile {
    int first_row_class;
    int first_column_class;
    int column_classes;
    int first_state;         // Of the group's states, row class after row class.
    int states;
    int first_kernel_row;
    int end_kernel_row;
    int first_kernel_column;
    int end_kernel_column;
};

// state_layer: deltas of a layer from the deltas below: the products of the changed taps, added up. Where one ReLU follows, the delta is
// max(0, base + sum) - max(0, base); what else may follow is the work of state_elements.
struct StateLayerArguments {
    const float* source;          // Deltas below: states x source pitch.
    const float* weights;         // Blocks of channels x kernel rows x kernel columns x source pitch x channels of a block.
    const float* before;          // The base frame before the element-wise layers: positions x target pitch.
    float* target;                // Deltas: states x target pitch.
    const StateTile* tiles;
    const int* row_taps;          // Kernel rows x row classes: the first state of the row class below, or -1.
    const int* column_taps;       // Kernel columns x column classes: the column class below, counted in its grid, or -1.
    const int* row_targets;       // For each row class its first state.
    const int* column_targets;    // For each column class its number in its grid.
    const int* row_positions;     // For each row class its row times the layer's columns.
    const int* column_positions;  // For each column class its column.
    int is_relu;
    int row_classes;
    int column_classes;
    int kernel_rows;
    int kernel_columns;
    int source_pitch;
    int target_pitch;
};

// Where in the products a piece stands: a kernel tap and a group of four channels of it.
struct TapCursor {
    int row;
    int column;
    int quad;

    DEVICE void advance(const StateTile& tile, int quads) {
        if (++quad < quads) return;
        quad = 0;
        if (++column < tile.end_kernel_column) return;
        column = tile.first_kernel_column;
        row++;
    }
};
