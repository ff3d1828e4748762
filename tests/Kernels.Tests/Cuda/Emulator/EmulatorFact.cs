namespace Steerlens.Kernels.Tests.Cuda.Emulator;

/// <summary>A test that runs kernels on the emulator; skipped, with the reason, where it can't be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmulatorFactAttribute : FactAttribute
{
    public EmulatorFactAttribute() => Skip = EmulatorLibrary.Reason!;
}

/// <summary>The same for tests with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmulatorTheoryAttribute : TheoryAttribute
{
    public EmulatorTheoryAttribute() => Skip = EmulatorLibrary.Reason!;
}
