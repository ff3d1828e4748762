using BenchmarkDotNet.Attributes;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;

namespace Steerlens.Bench.KernelTimes;

/// <summary>Every kernel of a frame, after the three peaks that it is measured against. What each has to do is in <see cref="KernelWork"/>.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private PictureKit _kit = null!;
    private CpuEngine _engine = null!;
    private CpuEngine _single = null!;
    private ForwardPass _pass = null!;
    private ForwardPass _singlePass = null!;
    private WindowBank _bank = null!;
    private float[] _fill = null!;
    private float[] _outputs = null!;
    private float[] _gradient = null!;
    private int _layer;

    [GlobalSetup]
    public void SetUp()
    {
        _kit = new PictureKit();
        var network = _kit.Network;
        (_engine, _single) = (new CpuEngine(network), new CpuEngine(network, 1));
        (_pass, _singlePass) = (_engine.NewPass(), _single.NewPass());
        _engine.Forward(_kit.Input, _pass);
        _single.Forward(_kit.Input, _singlePass);
        _bank = KernelWork.DefaultBank(network);
        _fill = new FillPicture(network.Input, network.Contract, Fill.Mean).Make(_kit.Input).ToArray();
        _outputs = new float[_bank.Count * network.OutputCount];
        _layer = LayerChoice.Resolve(network, null);
        _gradient = new float[network.ShapeOf(_layer).Length];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _pass.Dispose();
        _singlePass.Dispose();
        _engine.Dispose();
        _single.Dispose();
        _kit.Dispose();
    }

    [Benchmark(Description = "peak: multiply-add, one thread")]
    public float PeakMultiplyAdd() => MachinePeak.MultiplyAdd();

    [Benchmark(Description = "peak: multiply-add, every core")]
    public void PeakMultiplyAddEverywhere() => MachinePeak.MultiplyAddEverywhere();

    [Benchmark(Description = "peak: copy memory")]
    public void PeakCopy() => MachinePeak.Copy();

    [Benchmark(Description = "forward pass")]
    public void Forward() => _engine.Forward(_kit.Input, _pass);

    [Benchmark(Description = "backward for Grad-CAM")]
    public void BackwardForGradCam() => _engine.Backward(_pass, [1f], _layer, _gradient);

    [Benchmark(Description = "occlusion, default bank, one thread")]
    public void OccludeOneThread() => _single.Occlude(_singlePass, _bank, _fill, _outputs);

    [Benchmark(Description = "occlusion, default bank, every core")]
    public void OccludeEverywhere() => _engine.Occlude(_pass, _bank, _fill, _outputs);

    [Benchmark(Description = "resize 1280x720 to the input")]
    public void ResizeInput() => _kit.ResizeInput();

    [Benchmark(Description = "blur 1280x720 luma, sigma 11.5")]
    public void Blur() => _kit.Blur();

    [Benchmark(Description = "heat blend 1280x720")]
    public void HeatBlend() => _kit.PaintHeat();

    [Benchmark(Description = "focus blend 1280x720 (blur and mix)")]
    public void FocusBlend() => _kit.Focus();

    [Benchmark(Description = "instruments 1280x720")]
    public void DrawHud() => _kit.DrawHud();
}
