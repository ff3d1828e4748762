using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The embedded PTX is what the sources say.</summary>
public sealed class CudaPtxTests
{
    [EmulatorFact]
    public void Ptx_CompiledAnew_IsTheEmbeddedOne()
    {
        var path = Path.Combine(Path.GetTempPath(), $"steerlens-{Environment.ProcessId}.ptx");
        try
        {
            var result = KernelCompiler.Execute("bash", Path.Combine(KernelCompiler.Kernels, "build-ptx"), path);
            Assert.Equal((0, ""), result);
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(CudaModule.Ptx()[..^1]), "The sources have changed: run src/Kernels/Cuda/build-ptx.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Ptx_AsEmbedded_IsForTuringAndEndsWithZero()
    {
        var text = System.Text.Encoding.ASCII.GetString(CudaModule.Ptx());
        Assert.Contains(".version 6.3", text, StringComparison.Ordinal);
        Assert.Contains(".target sm_75", text, StringComparison.Ordinal);
        Assert.EndsWith("\0", text, StringComparison.Ordinal);

        // Arrays that a thread indexes freely would lie in memory, a hundred times slower than registers.
        Assert.DoesNotContain("__local_depot", text, StringComparison.Ordinal);
    }
}
