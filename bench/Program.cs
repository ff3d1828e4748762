using Steerlens.Bench;
using Steerlens.Bench.Archive;
using Steerlens.Bench.Comparing;
using Steerlens.Bench.DeviceRun;
using Steerlens.Bench.Growth;
using Steerlens.Bench.KernelTimes;
using Steerlens.Bench.Live;

// Named checks that take too long for the tests; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["check-windows", .. var rest]:
        return await WindowCheck.RunAsync(rest);
    case ["gradients", .. var rest]:
        return await Gradients.RunAsync(rest);
    case ["lane-paint", .. var rest]:
        return await LanePaint.RunAsync(rest);
    case ["cuda", .. var rest]:
        return await DeviceCheck.RunAsync(rest);
    case ["cuda-export", .. var rest]:
        return await NetworkExport.RunAsync(rest);
    case ["compare", .. var rest]:
        return await Compare.RunAsync(rest);
    case ["forward", .. var rest]:
        return await ForwardCompare.RunAsync(rest);
    case ["film", .. var rest]:
        return await FilmCompare.RunAsync(rest);
    case ["growth", .. var rest]:
        return await GrowthRun.RunAsync(rest);
    case ["kernels", .. var rest]:
        return KernelRun.Run(rest);
    case ["live-delay", .. var rest]:
        return await StreamDelay.RunAsync(rest);
    case ["live-soak", .. var rest]:
        return await Soak.RunAsync(rest);
    case ["long-film", .. var rest]:
        return await LongFilm.RunAsync(rest);
    case ["windows", .. var rest]:
        return await WindowSpeed.RunAsync(rest);
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(WindowCheck).Assembly).Run(args);
        return 0;
}
