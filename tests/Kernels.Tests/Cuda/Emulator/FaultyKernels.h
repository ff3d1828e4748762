// Kernels that are wrong on purpose: the emulator must say so.
#pragma once

#include "Device.h"

struct FaultyArguments {
    float* values;
    int count;
};

// Reads one value behind the end.
KERNEL(faulty_reads_behind, FaultyArguments, 64) {
    if (threadIdx.x < 32) arguments.values[threadIdx.x] = arguments.values[arguments.count - 32 + threadIdx.x + (threadIdx.x == 31)];
}

// Writes one value before the start.
KERNEL(faulty_writes_before, FaultyArguments, 64) {
    if (threadIdx.x == 5) arguments.values[-1] = 1.0f;
}

// Reads four values from an address that is no multiple of 16.
KERNEL(faulty_misaligned, FaultyArguments, 64) {
    arguments.values[0] = (*(const Four*)(arguments.values + 1))[threadIdx.x & 3];
}

// Half of the threads wait at a barrier that the others never reach.
KERNEL(faulty_barrier, FaultyArguments, 64) {
    if (threadIdx.x < 32) __syncthreads();
    arguments.values[threadIdx.x] = 1.0f;
}

// Writes shared memory behind the end of its array.
KERNEL(faulty_shared, FaultyArguments, 64) {
    SHARED float room[32];
    room[threadIdx.x] = 1.0f;
    __syncthreads();
    arguments.values[threadIdx.x] = room[threadIdx.x / 2];
}

// Lacks the barrier between writing its own place and reading its neighbour's.
KERNEL(faulty_race, FaultyArguments, 64) {
    SHARED float room[64];
    room[threadIdx.x] = 1.0f;
    arguments.values[threadIdx.x] = room[63 - threadIdx.x];
}
