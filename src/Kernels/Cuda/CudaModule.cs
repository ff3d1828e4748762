namespace Steerlens.Kernels.Cuda;

/// <summary>The kernels as PTX, embedded in this library; <c>build-ptx</c> makes it from <c>Sources</c>. Those for tf32 need newer devices: a module of their own.</summary>
internal static class CudaModule
{
    /// <summary>How the names of the kernels in the module for tf32 begin.</summary>
    public const string Tf32Prefix = "tf32_";

    /// <summary>The compute capability that the PTX is made for; newer devices run it too.</summary>
    public static (int Major, int Minor) LeastCapability => (7, 5);

    /// <summary>The compute capability that tf32 needs.</summary>
    public static (int Major, int Minor) Tf32Capability => (8, 0);

    /// <summary>The text of the kernels, with the zero at its end that the driver wants.</summary>
    public static byte[] Ptx() => Read("steerlens.ptx");

    /// <summary>The same of those for tf32.</summary>
    public static byte[] Tf32Ptx() => Read("steerlens-tf32.ptx");

    private static byte[] Read(string name)
    {
        using var stream = typeof(CudaModule).Assembly.GetManifestResourceStream(name) ?? throw new CudaException($"the kernels are not in the program: it was built without {name}");
        var text = new byte[stream.Length + 1];
        stream.ReadExactly(text, 0, text.Length - 1);
        return text;
    }
}
