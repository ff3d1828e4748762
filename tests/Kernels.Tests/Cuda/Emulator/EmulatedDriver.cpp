// The emulator behind the interface of NVIDIA's driver: a libcuda.so.1 for machines without one, so that the program's way to a device is
// run whole. Every handle is checked, a captured stream keeps its work for the graph, and what is forbidden while one captures fails.
//
// EMULATED_CUDA asks for a fault: "old" (a driver for CUDA 10.2), "none" (no device), "weak" (compute capability 7.0), "turing" (7.5), "small" (64 KiB of
// memory), "lost:N" (from the Nth launch on every call fails).
#include "Emulator.cpp"

#include <dlfcn.h>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>

namespace {

constexpr int success = 0, invalid_value = 1, out_of_memory = 2, no_device = 100, invalid_device = 101, invalid_context = 201, invalid_handle = 400, not_found = 500,
    launch_failed = 719, capture_unsupported = 900;

using Work = std::function<int()>;

struct Graph {
    std::vector<Work> work;
};

struct Stream {
    bool captures = false;
    std::thread::id capturer;
    Graph captured;
};

struct Function {
    void* entry;
    int threads;
    int bytes;
};

std::recursive_mutex door;
std::set<void*> modules, host;
std::map<void*, std::unique_ptr<Stream>> streams;
std::map<void*, std::unique_ptr<Graph>> graphs, executables;
std::map<void*, Function> functions;
std::map<std::string, void*> by_name;
std::map<uint64_t, size_t> device_memory;
int retained, launches, context_marker;
thread_local void* current_context;

std::string fault_asked() {
    const char* text = getenv("EMULATED_CUDA");
    return text ? text : "";
}

bool is_lost() {
    std::string asked = fault_asked();
    return asked.rfind("lost:", 0) == 0 && launches >= atoi(asked.c_str() + 5);
}

int ready() { return is_lost() ? launch_failed : retained == 0 || current_context != &context_marker ? invalid_context : success; }

Stream* stream_of(void* handle) {
    auto found = streams.find(handle);
    return found == streams.end() ? nullptr : found->second.get();
}

// Streams capture for their thread alone: others may take memory meanwhile.
bool this_thread_captures() {
    for (auto& [handle, stream] : streams) {
        if (stream->captures && stream->capturer == std::this_thread::get_id()) return true;
    }

    return false;
}

int put(void* handle, Work work) {
    if (int state = ready()) return state;
    Stream* stream = stream_of(handle);
    if (!stream) return invalid_handle;
    if (!stream->captures) return work();
    stream->captured.work.push_back(std::move(work));
    return success;
}

}  // namespace

#define CALL extern "C" __attribute__((visibility("default"))) int
#define LOCK std::lock_guard<std::recursive_mutex> lock(door)

CALL cuInit(unsigned flags) { return flags == 0 ? success : invalid_value; }

CALL cuDriverGetVersion(int* version) {
    *version = fault_asked() == "old" ? 10020 : 12040;
    return success;
}

CALL cuGetErrorName(int error, const char** name) {
    *name = error == launch_failed ? "CUDA_ERROR_LAUNCH_FAILED" : error == out_of_memory ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_EMULATED";
    return success;
}

CALL cuGetErrorString(int error, const char** text) {
    *text = error == launch_failed ? "unspecified launch failure" : "an error of the emulated driver";
    return success;
}

CALL cuDeviceGetCount(int* count) {
    *count = 0;
    if (fault_asked() == "none") return no_device;
    *count = 1;
    return success;
}

CALL cuDeviceGet(int* device, int ordinal) {
    *device = 7;
    return ordinal == 0 ? success : invalid_device;
}

CALL cuDeviceGetName(char* name, int length, int device) {
    snprintf(name, length, "Emulated device");
    return device == 7 ? success : invalid_device;
}

CALL cuDeviceGetAttribute(int* value, int attribute, int device) {
    if (device != 7) return invalid_device;
    bool is_weak = fault_asked() == "weak";
    bool is_turing = fault_asked() == "turing";
    *value = attribute == 75 ? (is_weak || is_turing ? 7 : 9) : is_turing ? 5 : 0;
    return attribute == 75 || attribute == 76 ? success : invalid_value;
}

CALL cuDeviceTotalMem_v2(size_t* bytes, int device) {
    *bytes = size_t(4) << 30;
    return device == 7 ? success : invalid_device;
}

CALL cuDevicePrimaryCtxRetain(void** context, int device) {
    LOCK;
    if (device != 7) return invalid_device;
    retained++;
    *context = &context_marker;
    return success;
}

CALL cuDevicePrimaryCtxRelease_v2(int device) {
    LOCK;
    if (device != 7 || retained == 0) return invalid_device;
    retained--;
    return success;
}

CALL cuCtxSetCurrent(void* context) {
    LOCK;
    if (context != &context_marker || retained == 0) return invalid_context;
    current_context = context;
    return success;
}

CALL cuModuleLoadDataEx(void** module, const char* image, unsigned count, int* options, void** values) {
    LOCK;
    if (int state = ready()) return state;
    if (count != 2 || options[0] != 5 || options[1] != 6 || !values[0] || (!strstr(image, ".target sm_75") && !strstr(image, ".target sm_80"))) return invalid_value;
    *module = new int;
    modules.insert(*module);
    return success;
}

CALL cuModuleUnload(void* module) {
    LOCK;
    if (int state = ready()) return state;
    return modules.erase(module) ? success : invalid_handle;
}

CALL cuModuleGetFunction(void** function, void* module, const char* name) {
    LOCK;
    if (int state = ready()) return state;
    if (!modules.count(module)) return invalid_handle;
    std::string text = name;
    Dl_info own;
    dladdr(reinterpret_cast<void*>(cuInit), &own);
    void* library = dlopen(own.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    auto symbol = [&](const std::string& wanted) { return dlsym(library, wanted.c_str()); };
    void* entry = symbol(text);
    if (!entry) return not_found;
    auto threads = reinterpret_cast<int (*)()>(symbol(text + "_threads"));
    auto bytes = reinterpret_cast<int (*)()>(symbol(text + "_argument_bytes"));
    void*& handle = by_name[text];
    if (!handle) handle = new int;
    functions[handle] = {entry, threads(), bytes()};
    *function = handle;
    return success;
}

CALL cuMemGetInfo_v2(size_t* free_bytes, size_t* total) {
    *free_bytes = size_t(2) << 30;
    *total = size_t(4) << 30;
    return ready();
}

CALL cuMemAlloc_v2(uint64_t* address, size_t bytes) {
    LOCK;
    if (int state = ready()) return state;
    if (bytes == 0) return invalid_value;
    if (this_thread_captures()) return capture_unsupported;
    if (fault_asked() == "small" && bytes > 65536) return out_of_memory;
    *address = reinterpret_cast<uint64_t>(emulator_allocate(static_cast<long>(bytes)));
    device_memory[*address] = bytes;
    return success;
}

CALL cuMemFree_v2(uint64_t address) {
    LOCK;
    if (int state = ready()) return state;
    if (!device_memory.erase(address)) return invalid_value;
    return emulator_free(reinterpret_cast<void*>(address)) ? invalid_value : success;
}

CALL cuMemHostAlloc(void** memory, size_t bytes, unsigned flags) {
    LOCK;
    if (int state = ready()) return state;
    if (flags != 0) return invalid_value;
    *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    host.insert(*memory);
    return success;
}

CALL cuMemFreeHost(void* memory) {
    LOCK;
    if (int state = ready()) return state;
    if (!host.erase(memory)) return invalid_value;
    free(memory);
    return success;
}

CALL cuMemcpyHtoDAsync_v2(uint64_t target, const void* source, size_t bytes, void* stream) {
    LOCK;
    if (!emulator_holds(reinterpret_cast<char*>(target), static_cast<long>(bytes))) return invalid_value;
    return put(stream, [=] {
        memcpy(reinterpret_cast<void*>(target), source, bytes);
        return success;
    });
}

CALL cuMemcpyDtoHAsync_v2(void* target, uint64_t source, size_t bytes, void* stream) {
    LOCK;
    if (!emulator_holds(reinterpret_cast<char*>(source), static_cast<long>(bytes))) return invalid_value;
    return put(stream, [=] {
        memcpy(target, reinterpret_cast<void*>(source), bytes);
        return success;
    });
}

CALL cuMemcpyDtoDAsync_v2(uint64_t target, uint64_t source, size_t bytes, void* stream) {
    LOCK;
    long length = static_cast<long>(bytes);
    if (!emulator_holds(reinterpret_cast<char*>(target), length) || !emulator_holds(reinterpret_cast<char*>(source), length)) return invalid_value;
    return put(stream, [=] {
        memmove(reinterpret_cast<void*>(target), reinterpret_cast<void*>(source), bytes);
        return success;
    });
}

CALL cuMemsetD8Async(uint64_t target, unsigned char value, size_t bytes, void* stream) {
    LOCK;
    if (!emulator_holds(reinterpret_cast<char*>(target), static_cast<long>(bytes))) return invalid_value;
    return put(stream, [=] {
        memset(reinterpret_cast<void*>(target), value, bytes);
        return success;
    });
}

CALL cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared, void* stream, void** parameters, void** extra) {
    LOCK;
    auto found = functions.find(function);
    if (found == functions.end()) return invalid_handle;
    if (grid_x == 0 || grid_y == 0 || grid_y > 65535 || grid_z != 1 || block_x == 0 || block_y != 1 || block_z != 1 || shared != 0 || extra) return invalid_value;
    Function called = found->second;
    std::string arguments(static_cast<const char*>(parameters[0]), called.bytes);
    return put(stream, [=] {
        launches++;
        if (is_lost()) return launch_failed;
        char message[512] = "";
        if (emulator_launch(called.entry, grid_x, grid_y, block_x, called.threads, arguments.data(), 1, message, sizeof message) == 0) return success;
        fprintf(stderr, "emulated driver: %s\n", message);
        return launch_failed;
    });
}

CALL cuStreamCreate(void** stream, unsigned flags) {
    LOCK;
    if (int state = ready()) return state;
    if (flags != 1) return invalid_value;
    *stream = new int;
    streams[*stream] = std::make_unique<Stream>();
    return success;
}

CALL cuStreamDestroy_v2(void* stream) {
    LOCK;
    if (int state = ready()) return state;
    return streams.erase(stream) ? success : invalid_handle;
}

CALL cuStreamSynchronize(void* stream) {
    LOCK;
    if (int state = ready()) return state;
    Stream* own = stream_of(stream);
    return !own ? invalid_handle : own->captures ? capture_unsupported : success;
}

CALL cuStreamBeginCapture_v2(void* stream, int mode) {
    LOCK;
    if (int state = ready()) return state;
    Stream* own = stream_of(stream);
    if (!own || own->captures || mode != 1) return invalid_value;
    own->captures = true;
    own->capturer = std::this_thread::get_id();
    return success;
}

CALL cuStreamEndCapture(void* stream, void** graph) {
    LOCK;
    if (int state = ready()) return state;
    Stream* own = stream_of(stream);
    if (!own || !own->captures) return invalid_value;
    own->captures = false;
    *graph = new int;
    graphs[*graph] = std::make_unique<Graph>(std::move(own->captured));
    own->captured = {};
    return success;
}

CALL cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long flags) {
    LOCK;
    if (int state = ready()) return state;
    auto found = graphs.find(graph);
    if (found == graphs.end() || flags != 0) return invalid_value;
    *executable = new int;
    executables[*executable] = std::make_unique<Graph>(*found->second);
    return success;
}

CALL cuGraphLaunch(void* executable, void* stream) {
    LOCK;
    if (int state = ready()) return state;
    auto found = executables.find(executable);
    if (found == executables.end() || !stream_of(stream)) return invalid_handle;
    for (auto& work : found->second->work) {
        if (int result = work()) return result;
    }

    return success;
}

CALL cuGraphExecDestroy(void* executable) {
    LOCK;
    if (int state = ready()) return state;
    return executables.erase(executable) ? success : invalid_handle;
}

CALL cuGraphDestroy(void* graph) {
    LOCK;
    if (int state = ready()) return state;
    return graphs.erase(graph) ? success : invalid_handle;
}
