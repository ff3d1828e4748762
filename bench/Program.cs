using Steerlens.Bench;

// Named checks that take too long for the tests; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["check-windows", .. var rest]:
        return await WindowCheck.RunAsync(rest);
    case ["gradients", .. var rest]:
        return Gradients.Run(rest);
    case ["lane-paint", .. var rest]:
        return await LanePaint.RunAsync(rest);
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(WindowCheck).Assembly).Run(args);
        return 0;
}
