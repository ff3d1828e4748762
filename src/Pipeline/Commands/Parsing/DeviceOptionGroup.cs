using System.CommandLine;
using Steerlens.Kernels.Engines;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that say what runs the network.</summary>
internal sealed class DeviceOptionGroup
{
    private readonly ParsedOption<DeviceChoice> _device = DeviceOption.Create();
    private readonly ParsedOption<DevicePrecision> _precision = new(
        "--precision", "fp32|tf32|fp16", "CUDA: what is multiplied for windows; tf32 and fp16 are tensor cores, whose error doctor --device cuda tells (default: fp32)",
        OptionValues.Choice(("fp32", DevicePrecision.Fp32), ("tf32", DevicePrecision.Tf32), ("fp16", DevicePrecision.Fp16)));

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_precision);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public DeviceChoice Read(OptionReader reader)
    {
        var choice = reader.Read(_device, default) with { Precision = reader.Read(_precision, DevicePrecision.Fp32) };
        return choice is { Kind: DeviceKind.Cpu, Precision: not DevicePrecision.Fp32 }
            ? throw new SteerlensException(ExitCode.Usage, "--precision tf32 and fp16 are for CUDA devices, and --device cpu asks for the processor: leave one of them out")
            : choice;
    }
}
