using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Parsing;

namespace Steerlens.Pipeline.Diagnosis;

/// <summary>What <c>doctor</c> says about NVIDIA devices.</summary>
internal static class DeviceFacts
{
    /// <summary>Adds a section: the devices, whether one runs the network, and how far its numbers are from float64.</summary>
    /// <returns>False where a device was asked for by name and can't be used.</returns>
    public static bool AddTo(Report report, Network network, DeviceChoice device)
    {
        var section = report.Section("cuda", "CUDA");
        section.Add("devices", "devices", CudaEngines.Describe());
        if (device.Kind == DeviceKind.Cpu || (device.Kind == DeviceKind.Auto && CudaEngines.DriverProblem is not null))
        {
            section.Add("used", "used", false);
            return true;
        }

        try
        {
            using var engine = CudaEngines.Open(network, device.Index);
            using var reference = new ScalarEngine(network);
            var result = SelfCheck.Compare(engine, reference);
            section.Add("self_check", "off float64", FormattableString.Invariant(
                $"{result.Engine}: angle {result.Angle:0.0e+0}, windows {result.Windows:0.0e+0}, gradient {result.Gradient:0.0e+0}{(result.IsGood ? "" : "  WRONG")}"));
            foreach (var precision in (ReadOnlySpan<DevicePrecision>)[DevicePrecision.Tf32, DevicePrecision.Fp16]) AddPrecision(section, network, reference, device.Index, precision);
            section.Add("pictures", "pictures", TextOf(CudaEngines.CheckPictures(engine)));
            section.Add("used", "used", result.IsGood);
            return result.IsGood || device.Kind != DeviceKind.Cuda;
        }
        catch (Exception exception) when (exception is CudaException or NotSupportedException)
        {
            section.Add("problem", "problem", exception.Message);
            section.Add("used", "used", false);
            return device.Kind != DeviceKind.Cuda;
        }
    }

    /// <summary>Says how far windows are from float64 where tensor cores multiply.</summary>
    private static void AddPrecision(ReportSection section, Network network, ScalarEngine reference, int index, DevicePrecision precision)
    {
        var word = OptionValues.Word(precision);
        try
        {
            using var engine = CudaEngines.Open(network, index, precision);
            var result = SelfCheck.Compare(engine, reference);
            section.Add(word, word, FormattableString.Invariant($"windows {result.Windows:0.0e+0} off float64{(result.IsGoodFor(precision) ? "" : "  WRONG")} (--precision {word})"));
        }
        catch (CudaException exception)
        {
            section.Add(word, word, exception.Message);
        }
    }

    private static string TextOf(PictureCheck check) => check.IsGood
        ? FormattableString.Invariant($"drawn as on the processor, every byte (layouts blend, focus, side-by-side; others on the processor); network input {check.Input:0.0e+0}")
        : FormattableString.Invariant($"WRONG: {check.Bytes} bytes differ, network input {check.Input:0.0e+0}; films are drawn on the processor");
}
