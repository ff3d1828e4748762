using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Cuda;

/// <summary>Opens engines on NVIDIA devices.</summary>
public static class CudaEngines
{
    /// <summary>Why there is no driver that can be used, in one line; null where there is one.</summary>
    public static string? DriverProblem => CudaDriver.Reason;

    /// <summary>Whether there is a driver at all, be it too old: where there is none, nobody expects a device.</summary>
    public static bool HasDriver => CudaDriver.IsPresent;

    /// <summary>Makes an engine.</summary>
    /// <param name="network">A network that is one chain of layers.</param>
    /// <param name="index">Which device, from 0.</param>
    /// <param name="precision">What it multiplies for windows.</param>
    /// <exception cref="CudaException">There is no driver or device that can be used, or it failed; the message says why.</exception>
    /// <exception cref="NotSupportedException">A layer has no kernel; the message names it.</exception>
    public static IEngine Open(Network network, int index = 0, DevicePrecision precision = DevicePrecision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var device = new CudaDevice(index);
        try
        {
            return new CudaEngine(network, device, new CudaEngineOptions { Precision = precision });
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>How the pictures of an engine's device differ from the processor's.</summary>
    /// <param name="engine">An engine from <see cref="Open"/>.</param>
    /// <exception cref="CudaException">The device failed.</exception>
    public static PictureCheck CheckPictures(IEngine engine) => ((CudaEngine)engine).CheckPictures();

    /// <summary>The devices of this machine for people, in the driver's order; one that can't run the kernels with the reason.</summary>
    public static IReadOnlyList<string> Describe()
    {
        if (DriverProblem is { } problem) return [problem];
        try
        {
            var count = CudaDevice.Count();
            return count == 0 ? ["the driver finds no NVIDIA device"] : [.. Enumerable.Range(0, count).Select(DescribeOne)];
        }
        catch (CudaException exception)
        {
            return [exception.Message];
        }
    }

    private static string DescribeOne(int index)
    {
        try
        {
            using var device = new CudaDevice(index);
            return FormattableString.Invariant($"{device.Name}, {device.FreeBytes / 1073741824.0:F1} GiB free");
        }
        catch (CudaException exception)
        {
            return exception.Message;
        }
    }
}
