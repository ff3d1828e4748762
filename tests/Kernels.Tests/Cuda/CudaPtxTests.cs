using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Tests.Cuda.Emulator;
using Steerlens.Tests;

namespace Steerlens.Kernels.Tests.Cuda;

/// <summary>The embedded PTX is what the sources say.</summary>
public sealed class CudaPtxTests
{
    [EmulatorFact]
    public void Ptx_CompiledAnew_IsTheEmbeddedOne()
    {
        var folder = Directory.CreateTempSubdirectory("steerlens-ptx-").FullName;
        try
        {
            var result = KernelCompiler.Execute("bash", Path.Combine(KernelCompiler.Kernels, "build-ptx"), folder);
            Assert.Equal((0, ""), result);
            foreach (var (name, embedded) in new[] { ("steerlens.ptx", CudaModule.Ptx()), ("steerlens-tf32.ptx", CudaModule.Tf32Ptx()) })
                Assert.True(File.ReadAllBytes(Path.Combine(folder, name)).AsSpan().SequenceEqual(embedded[..^1]), $"The sources of {name} have changed: run src/Kernels/Cuda/build-ptx.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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

    [Fact]
    public void Tf32Ptx_AsEmbedded_IsForAmpereAndHoldsItsKernelsAlone()
    {
        var text = System.Text.Encoding.ASCII.GetString(CudaModule.Tf32Ptx());
        Assert.Contains(".target sm_80", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__local_depot", text, StringComparison.Ordinal);
        var kernels = text.Split('\n').Where(line => line.StartsWith(".visible .entry ", StringComparison.Ordinal)).Select(line => line[".visible .entry ".Length..].TrimEnd('('));
        Assert.Equal(StateTileShape.All(DevicePrecision.Tf32).Select(shape => shape.Kernel).Order(StringComparer.Ordinal), kernels.Order(StringComparer.Ordinal));
    }
}
