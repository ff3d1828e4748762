namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>A test that is skipped where the real footage that it needs is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FootageFactAttribute : FactAttribute
{
    public FootageFactAttribute(string file)
    {
        if (!Footage.Has(file)) Skip = $"'{file}' is not there: name the folder that holds it in {Footage.Variable}";
    }
}

/// <summary>A test of POSIX signals, skipped on systems without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "signals and /proc are looked at on Linux only";
    }
}

/// <summary>A test that reads back with NumPy, skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NumPyFactAttribute : FactAttribute
{
    public NumPyFactAttribute()
    {
        if (!NumPy.IsThere) Skip = "python3 with numpy is not installed";
    }
}

/// <summary>As <see cref="LinuxFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "signals and /proc are looked at on Linux only";
    }
}
