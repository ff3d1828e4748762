using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Tests.Cuda.Emulator;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The emulator finds what a device would let pass or answer with rubbish.</summary>
public sealed unsafe class EmulatorTests
{
    private const int Count = 64;

    [EmulatorTheory]
    [InlineData("faulty_reads_behind", "outside of an allocation")]
    [InlineData("faulty_writes_before", "outside of an allocation")]
    [InlineData("faulty_misaligned", "at an address for one")]
    [InlineData("faulty_barrier", "others never reach")]
    [InlineData("faulty_shared", "beyond the end of an array")]
    public void Launch_FaultyKernel_IsNamed(string kernel, string reason)
    {
        using var device = new EmulatedCudaDevice();
        var exception = Assert.Throws<InvalidOperationException>(() => Run(device, kernel, Count));
        Assert.StartsWith(kernel, exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [EmulatorFact]
    public void Launch_MissingBarrier_DependsOnTheOrder()
    {
        using var rising = new EmulatedCudaDevice(isRising: true);
        using var falling = new EmulatedCudaDevice(isRising: false);
        var (first, second) = (Run(rising, "faulty_race", Count), Run(falling, "faulty_race", Count));
        Assert.Contains(float.NaN, first);
        Assert.Contains(float.NaN, second);
        Assert.NotEqual(first, second);
    }

    [EmulatorFact]
    public void Launch_TooManyThreads_IsNamed()
    {
        using var device = new EmulatedCudaDevice();
        var exception = Assert.Throws<InvalidOperationException>(() => Run(device, "faulty_race", 2 * Count));
        Assert.Contains("64 at most", exception.Message, StringComparison.Ordinal);
    }

    [EmulatorFact]
    public void Launch_AfterAFault_Works()
    {
        using var device = new EmulatedCudaDevice();
        Assert.Throws<InvalidOperationException>(() => Run(device, "faulty_barrier", Count));
        Assert.Contains(1f, Run(device, "faulty_race", Count));
    }

    [EmulatorFact]
    public void Upload_BeyondTheMemory_IsNamed()
    {
        using var device = new EmulatedCudaDevice();
        using var stream = device.NewStream();
        using var array = new DeviceArray(device, 64);
        var host = stackalloc float[32];
        var address = array.Address;
        Assert.Throws<InvalidOperationException>(() => stream.Upload(address + 16, (nint)host, 64));
    }

    private static float[] Run(EmulatedCudaDevice device, string kernel, int threads)
    {
        using var stream = device.NewStream();
        using var array = DeviceArray.Zeros(device, stream, Count * sizeof(float));
        var arguments = new FaultyArguments { Values = array.Address, Count = Count };
        stream.Launch(device.KernelOf(kernel), (1, 1), threads, &arguments, sizeof(FaultyArguments));
        var values = new float[Count];
        fixed (float* target = values) stream.Download((nint)target, array.Address, Count * sizeof(float));
        return values;
    }

    private struct FaultyArguments
    {
        public ulong Values;
        public int Count;
    }
}
