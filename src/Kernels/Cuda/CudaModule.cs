namespace Steerlens.Kernels.Cuda;

/// <summary>The kernels as PTX, embedded in this library; <c>build-ptx</c> makes it from <c>Sources</c>.</summary>
internal static class CudaModule
{
    /// <summary>The compute capability that the PTX is made for; newer devices run it too.</summary>
    public static (int Major, int Minor) LeastCapability => (7, 5);

    /// <summary>The text, with the zero at its end that the driver wants.</summary>
    public static byte[] Ptx()
    {
        using var stream = typeof(CudaModule).Assembly.GetManifestResourceStream("steerlens.ptx") ?? throw new CudaException("the kernels are not in the program: it was built without steerlens.ptx");
        var text = new byte[stream.Length + 1];
        stream.ReadExactly(text, 0, text.Length - 1);
        return text;
    }
}
