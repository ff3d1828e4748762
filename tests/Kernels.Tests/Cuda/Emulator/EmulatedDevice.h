// The kernels' language on a processor: what Device.h names for a real device, here as plain C++. Emulator.cpp runs the blocks.
#pragma once

#define DEVICE inline
#define INLINE __attribute__((always_inline))

// All shared memory lies in one section, so that the emulator can spoil it before each block.
#define SHARED static __attribute__((section("shared_memory")))

struct Place {
    unsigned x, y, z;
};

extern Place threadIdx, blockIdx, blockDim, gridDim;

// Waits until all threads of the block are here.
void __syncthreads();

// A kernel is a function that is called once for each thread, and two that say what it expects.
#define KERNEL(name, Arguments, threads)                                                                        \
    static void name##_thread(const Arguments& arguments);                                                      \
    extern "C" void name(const void* arguments) { name##_thread(*static_cast<const Arguments*>(arguments)); }   \
    extern "C" int name##_argument_bytes() { return sizeof(Arguments); }                                        \
    extern "C" int name##_threads() { return threads; }                                                         \
    static void name##_thread(const Arguments& arguments)
