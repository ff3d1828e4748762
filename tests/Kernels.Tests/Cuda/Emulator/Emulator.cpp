// Runs the kernels on a processor, and stricter than a device does. Each thread of a block is a fiber with a stack of its own, which runs
// until its next barrier. Found and named are: reads and writes outside of an allocation (pages around it that nobody may touch), outside of
// an array (the compiler's checks), of misaligned fours, barriers that not all threads of a block reach, and blocks larger than a kernel
// declares. Fresh device memory and each block's shared memory hold no numbers (NaN), so that what is read before it is written shows.
// Threads run in rising or in falling order: a barrier that is missing makes the two differ.
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>
#include <sys/mman.h>
#include <unistd.h>

#include "FaultyKernels.h"
#include "Steerlens.cu"

#if !defined(__x86_64__)
#error "The emulator switches stacks in x86-64 assembly."
#endif

Place threadIdx, blockIdx, blockDim, gridDim;

extern "C" char __start_shared_memory[];
extern "C" char __stop_shared_memory[];

// Saves the registers that a call keeps on this stack, and goes on where another one was left.
extern "C" void switch_stack(void** left, void* entered);
asm(R"(
.text
.type switch_stack, @function
switch_stack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size switch_stack, .-switch_stack
)");

namespace {

constexpr size_t stack_bytes = 128 * 1024;
constexpr int most_threads = 1024;

enum class Progress { ready, waiting, done };

struct Fiber {
    char* stack = nullptr;
    void* pointer = nullptr;
    void* barrier = nullptr;
    Progress progress = Progress::done;
};

using Kernel = void (*)(const void*);

std::mutex one_at_a_time;
std::vector<Fiber> fibers(most_threads);
std::map<char*, std::pair<size_t, char*>> allocations;
std::mutex of_allocations;
size_t page = 4096;
void* scheduler;
int current;
Kernel kernel;
const void* kernel_arguments;

thread_local bool is_running;
sigjmp_buf escape;
siginfo_t fault;
struct sigaction old_segment, old_illegal, old_bus;

char* map_pages(size_t bytes, bool can_touch) {
    void* memory = mmap(nullptr, bytes, can_touch ? PROT_READ | PROT_WRITE : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

void leave(Progress progress) {
    Fiber& fiber = fibers[current];
    fiber.progress = progress;
    switch_stack(&fiber.pointer, scheduler);
}

extern "C" void begin_thread() {
    kernel(kernel_arguments);
    leave(Progress::done);
    abort();
}

void prepare(Fiber& fiber) {
    if (!fiber.stack) {
        char* memory = map_pages(stack_bytes + page, true);
        mprotect(memory, page, PROT_NONE);
        fiber.stack = memory + page + stack_bytes;
    }

    // As if switch_stack had been called at the start of begin_thread: six registers, then where to return to.
    void** top = reinterpret_cast<void**>(fiber.stack) - 2;
    *top = reinterpret_cast<void*>(begin_thread);
    fiber.pointer = top - 6;
    memset(fiber.pointer, 0, 6 * sizeof(void*));
    fiber.progress = Progress::ready;
}

void enter(int thread) {
    current = thread;
    threadIdx = {static_cast<unsigned>(thread), 0, 0};
    switch_stack(&scheduler, fibers[thread].pointer);
}

// Runs a block; returns what is wrong with its barriers, or null.
const char* run_block(int threads, bool is_rising) {
    memset(__start_shared_memory, 0xFF, __stop_shared_memory - __start_shared_memory);
    for (int thread = 0; thread < threads; thread++) prepare(fibers[thread]);
    for (;;) {
        int waiting = 0, done = 0;
        void* barrier = nullptr;
        for (int step = 0; step < threads; step++) {
            int thread = is_rising ? step : threads - 1 - step;
            if (fibers[thread].progress == Progress::done) {
                done++;
                continue;
            }

            enter(thread);
            if (fibers[thread].progress == Progress::done) {
                done++;
                continue;
            }

            if (barrier && barrier != fibers[thread].barrier) return "threads of one block wait at different barriers";
            barrier = fibers[thread].barrier;
            waiting++;
        }

        if (waiting == 0) return nullptr;
        if (done > 0) return "some threads of a block wait at a barrier that others never reach";
    }
}

void on_fault(int signal, siginfo_t* information, void* context) {
    if (is_running) {
        fault = *information;
        siglongjmp(escape, signal);
    }

    struct sigaction& old = signal == SIGSEGV ? old_segment : signal == SIGBUS ? old_bus : old_illegal;
    if (old.sa_flags & SA_SIGINFO) old.sa_sigaction(signal, information, context);
    else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) old.sa_handler(signal);
    else abort();
}

void describe_fault(int signal, char* message, int bytes) {
    const char* what = "touches memory that is not its own";
    long from_start = 0;
    size_t size = 0;
    char* address = static_cast<char*>(fault.si_addr);
    if (signal == SIGILL) {
        what = "reaches beyond the end of an array or reads four values at an address for one";
    } else {
        std::lock_guard<std::mutex> lock(of_allocations);
        for (auto& [start, entry] : allocations) {
            if (address < start - page || address > start + entry.first + page) continue;
            what = "touches memory outside of an allocation";
            from_start = address - start;
            size = entry.first;
        }
    }

    snprintf(message, bytes, "thread %u of block %u, %u %s (offset %ld of %zu bytes)", threadIdx.x, blockIdx.x, blockIdx.y, what, from_start, size);
}

// Whether something was written between an allocation's first page and its start.
bool was_written_before(char*& address) {
    std::lock_guard<std::mutex> lock(of_allocations);
    for (auto& [start, entry] : allocations) {
        for (char* at = entry.second + page; at < start; at++) {
            if (*at == static_cast<char>(0xFF)) continue;
            address = start;
            return true;
        }
    }

    return false;
}

}  // namespace

void __syncthreads() {
    fibers[current].barrier = __builtin_return_address(0);
    leave(Progress::waiting);
}

// Memory of a device: its end lies at a page that nobody may touch, and so does what is before its first page.
extern "C" void* emulator_allocate(long bytes) {
    page = sysconf(_SC_PAGESIZE);
    size_t used = (bytes + 15) / 16 * 16;
    size_t pages = (used + page - 1) / page * page;
    char* memory = map_pages(pages + 2 * page, true);
    if (!memory) return nullptr;
    mprotect(memory, page, PROT_NONE);
    mprotect(memory + page + pages, page, PROT_NONE);
    char* start = memory + page + pages - used;
    memset(memory + page, 0xFF, pages);
    std::lock_guard<std::mutex> lock(of_allocations);
    allocations[start] = {used, memory};
    return start;
}

extern "C" int emulator_free(void* address) {
    std::lock_guard<std::mutex> lock(of_allocations);
    auto found = allocations.find(static_cast<char*>(address));
    if (found == allocations.end()) return 1;
    size_t pages = (found->second.first + page - 1) / page * page;
    munmap(found->second.second, pages + 2 * page);
    allocations.erase(found);
    return 0;
}

// Allocations that have not been freed.
extern "C" int emulator_allocations() {
    std::lock_guard<std::mutex> lock(of_allocations);
    return static_cast<int>(allocations.size());
}

// Whether a stretch lies inside of one allocation: what a copy may touch.
extern "C" int emulator_holds(const char* address, long bytes) {
    std::lock_guard<std::mutex> lock(of_allocations);
    for (auto& [start, entry] : allocations) {
        if (address >= start && address + bytes <= start + entry.first) return 1;
    }

    return 0;
}

// Runs all blocks of a kernel. Returns 0, or 1 with a message.
extern "C" int emulator_launch(void* function, unsigned columns, unsigned rows, int threads, int most, const void* arguments, int is_rising, char* message, int bytes) {
    std::lock_guard<std::mutex> lock(one_at_a_time);
    if (threads < 1 || threads > most || threads > most_threads) {
        snprintf(message, bytes, "a block of %d threads; the kernel is made for %d at most", threads, most);
        return 1;
    }

    page = sysconf(_SC_PAGESIZE);
    kernel = reinterpret_cast<Kernel>(function);
    kernel_arguments = arguments;
    gridDim = {columns, rows, 1};
    blockDim = {static_cast<unsigned>(threads), 1, 1};
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGSEGV, &action, &old_segment);
    sigaction(SIGBUS, &action, &old_bus);
    sigaction(SIGILL, &action, &old_illegal);
    const char* problem = nullptr;
    volatile int result = 0;
    if (int signal = sigsetjmp(escape, 1)) {
        describe_fault(signal, message, bytes);
        result = 1;
    } else {
        is_running = true;
        for (unsigned row = 0; row < rows && !problem; row++) {
            for (unsigned column = 0; column < columns && !problem; column++) {
                blockIdx = {column, row, 0};
                problem = run_block(threads, is_rising != 0);
            }
        }

        if (problem) {
            snprintf(message, bytes, "block %u, %u: %s", blockIdx.x, blockIdx.y, problem);
            result = 1;
        }
    }

    char* damaged = nullptr;
    if (result == 0 && was_written_before(damaged)) {
        snprintf(message, bytes, "writes memory outside of an allocation, before its start");
        result = 1;
    }

    is_running = false;
    sigaction(SIGSEGV, &old_segment, nullptr);
    sigaction(SIGBUS, &old_bus, nullptr);
    sigaction(SIGILL, &old_illegal, nullptr);
    return result;
}
