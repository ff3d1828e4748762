using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Bench.KernelTimes;

/// <summary>What a kernel's work is counted in.</summary>
internal enum WorkUnit
{
    /// <summary>Multiply-adds on one thread.</summary>
    MultiplyAdds,

    /// <summary>Multiply-adds on every core.</summary>
    MultiplyAddsEverywhere,

    /// <summary>Bytes read and written.</summary>
    Bytes,
}

/// <summary>The work of one call of a kernel.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Note">What the amount leaves out; empty where it is exact.</param>
/// <param name="Executed">How much of the unit the kernel really executes, where that is another amount.</param>
internal sealed record KernelWork(double Amount, WorkUnit Unit, string Note = "", double? Executed = null)
{
    private const string EachOnce = "each byte once";
    private const string FullInference = "as full re-inference";

    /// <summary>The benchmark that gives a unit's peak.</summary>
    public static string PeakOf(WorkUnit unit) => unit switch
    {
        WorkUnit.MultiplyAdds => nameof(KernelBenchmarks.PeakMultiplyAdd),
        WorkUnit.MultiplyAddsEverywhere => nameof(KernelBenchmarks.PeakMultiplyAddEverywhere),
        _ => nameof(KernelBenchmarks.PeakCopy),
    };

    /// <summary>The bank of <c>annotate</c>.</summary>
    public static WindowBank DefaultBank(Network network)
    {
        var options = new MapOptions();
        return WindowBank.Grid(network.Input.Height, network.Input.Width, options.Sizes, options.Stride, options.Edges);
    }

    /// <summary>The work of every benchmark by its method's name; none where there is no fair measure for it.</summary>
    public static IReadOnlyDictionary<string, KernelWork> All()
    {
        using var kit = new PictureKit();
        var network = kit.Network;
        var forward = NetworkWork.Forward(network);
        var windows = DefaultBank(network).Count * forward;
        var seen = PictureCrop.Of(network.Contract, network.Input, PictureKit.Width, PictureKit.Height);
        var picture = YuvImage.ByteCount(PictureKit.Width, PictureKit.Height);
        return new Dictionary<string, KernelWork>(StringComparer.Ordinal)
        {
            [nameof(KernelBenchmarks.PeakMultiplyAdd)] = new(MachinePeak.MultiplyAdds, WorkUnit.MultiplyAdds),
            [nameof(KernelBenchmarks.PeakMultiplyAddEverywhere)] = new(MachinePeak.MultiplyAdds * Environment.ProcessorCount, WorkUnit.MultiplyAddsEverywhere),
            [nameof(KernelBenchmarks.PeakCopy)] = new(MachinePeak.CopyBytes, WorkUnit.Bytes),
            [nameof(KernelBenchmarks.Forward)] = new(forward, WorkUnit.MultiplyAdds),
            [nameof(KernelBenchmarks.BackwardForGradCam)] = new(NetworkWork.Above(network, LayerChoice.Resolve(network, null)), WorkUnit.MultiplyAdds),
            [nameof(KernelBenchmarks.OccludeOneThread)] = new(windows, WorkUnit.MultiplyAdds, FullInference, Occluding(kit, 1)),
            [nameof(KernelBenchmarks.OccludeEverywhere)] = new(windows, WorkUnit.MultiplyAddsEverywhere, FullInference, Occluding(kit, 0)),
            [nameof(KernelBenchmarks.ResizeInput)] = new((seen.Width * seen.Height * 1.5) + (sizeof(float) * network.Input.Length), WorkUnit.Bytes, EachOnce),
            [nameof(KernelBenchmarks.Blur)] = new(2.0 * PictureKit.Width * PictureKit.Height, WorkUnit.Bytes, EachOnce),
            [nameof(KernelBenchmarks.HeatBlend)] = new(2 * seen.Width * seen.Height * 1.5, WorkUnit.Bytes, EachOnce),
            [nameof(KernelBenchmarks.FocusBlend)] = new(2.0 * picture, WorkUnit.Bytes, EachOnce),
            [nameof(KernelBenchmarks.DrawHud)] = new(2 * kit.PanelArea * 1.5, WorkUnit.Bytes, EachOnce + " (panels)"),
        };
    }

    /// <summary>The multiply-adds that the default bank takes on the kit's frame.</summary>
    private static double Occluding(PictureKit kit, int threads)
    {
        using var engine = new CpuEngine(kit.Network, threads);
        using var pass = engine.NewPass();
        engine.Forward(kit.Input, pass);
        var bank = DefaultBank(kit.Network);
        engine.Occlude(pass, bank, new FillPicture(kit.Network.Input, kit.Network.Contract, Fill.Mean).Make(kit.Input), new float[bank.Count * kit.Network.OutputCount]);
        return engine.LastSteps.Sum(step => (double)step.MultiplyAdds);
    }
}
