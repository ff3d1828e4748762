using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Diagnosis;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Makes the engine that runs a network on this machine.</summary>
internal static class EngineChoice
{
    /// <summary>Makes the processor's engine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Its threads; 0 for one on each core.</param>
    /// <exception cref="SteerlensException">The environment asks for vectors that are unknown or not on this machine.</exception>
    public static CpuEngine Create(Network network, int threads)
    {
        RequireVectors();
        return new CpuEngine(network, threads);
    }

    /// <summary>Makes the engine that was asked for: on an NVIDIA device after its numbers were compared with the processor's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="threads">Threads on the processor; 0 for one on each core.</param>
    /// <param name="notes">Gets what a person should know: that a device was chosen, or why none was.</param>
    /// <param name="warn">Gets one line if the device fails later; the frames are then computed on the processor.</param>
    /// <exception cref="SteerlensException">The device was asked for by name and can't be used; or as for <see cref="Create(Network, int)"/>.</exception>
    public static IEngine Create(Network network, DeviceChoice device, int threads, List<string> notes, Action<string> warn) =>
        Create(network, device, new CpuEngineOptions { Threads = threads }, notes, warn);

    /// <summary>As above, with all that the processor's engine can be asked for.</summary>
    public static IEngine Create(Network network, DeviceChoice device, CpuEngineOptions processor, List<string> notes, Action<string> warn)
    {
        RequireVectors();
        if (device.Kind == DeviceKind.Cpu) return new CpuEngine(network, processor);
        if (device.BackEnd is { } name) return OpenBackEnd(network, name, processor, notes, warn);
        if (device.Kind == DeviceKind.Auto && !CudaEngines.HasDriver)
        {
            if (device.Precision != DevicePrecision.Fp32) Say(notes, "--precision is for CUDA devices: the processor computes in float32");
            if (device.IsAsked) Say(notes, $"--device auto: {CudaEngines.DriverProblem}; the processor is used");
            return new CpuEngine(network, processor);
        }

        try
        {
            var engine = Checked(CudaEngines.Open(network, device.Index, device.Precision), device.Precision);
            if (device.Kind == DeviceKind.Auto) Say(notes, $"runs on {engine.Description}");
            return new FailoverEngine(engine, () => new CpuEngine(network, processor), warn);
        }
        catch (Exception exception) when (exception is DeviceException or NotSupportedException)
        {
            if (device.Kind == DeviceKind.Cuda) throw new SteerlensException(ExitCode.BackEndUnavailable, $"--device {WordOf(device)}: {exception.Message}", exception);
            Say(notes, $"no CUDA device is used: {exception.Message}");
            return new CpuEngine(network, processor);
        }
    }

    private static FailoverEngine OpenBackEnd(Network network, string name, CpuEngineOptions processor, List<string> notes, Action<string> warn)
    {
        try
        {
            var (backEnd, choice) = BackEnds.Of(name) ?? throw new DeviceException("this build does not have it");
            var engine = Checked(backEnd.Open(network, choice, processor.Threads, text => Say(notes, text)));
            Say(notes, $"runs on {engine.Description}");
            return new FailoverEngine(engine, () => new CpuEngine(network, processor), warn);
        }
        catch (Exception exception) when (exception is DeviceException or NotSupportedException)
        {
            throw new SteerlensException(ExitCode.BackEndUnavailable, $"--device {name}: {exception.Message}", exception);
        }
    }

    /// <summary>Refuses a forced width of vectors that this machine does not have.</summary>
    /// <exception cref="SteerlensException">The environment asks for one; the message says which there are.</exception>
    public static void RequireVectors()
    {
        try
        {
            _ = InstructionSets.Choose();
        }
        catch (NotSupportedException exception)
        {
            throw new SteerlensException(ExitCode.Usage, "environment variable " + exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>An NVIDIA device as it was asked for.</summary>
    private static string WordOf(DeviceChoice device) => device.Index == 0 ? "cuda" : FormattableString.Invariant($"cuda:{device.Index}");

    /// <summary>Says once what holds for each of several networks.</summary>
    private static void Say(List<string> notes, string text)
    {
        if (!notes.Contains(text, StringComparer.Ordinal)) notes.Add(text);
    }

    private static IEngine Checked(IEngine engine, DevicePrecision precision = DevicePrecision.Fp32)
    {
        try
        {
            using var processor = new CpuEngine(engine.Network);
            var result = SelfCheck.Compare(engine, processor);
            return result.IsGoodFor(precision)
                ? engine
                : throw new DeviceException(FormattableString.Invariant(
                    $"the numbers of {engine.Description} differ from the processor's (angle {result.Angle:0.0e+0}, windows {result.Windows:0.0e+0}, gradient {result.Gradient:0.0e+0} of full scale)"));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}
