using Steerlens.Pipeline.EmguCv;

namespace Steerlens.Pipeline.Tests.EmguCv;

/// <summary>A test of what is said where Emgu.CV's native library is missing, skipped where it is there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithoutEmguCvFactAttribute : FactAttribute
{
    public WithoutEmguCvFactAttribute()
    {
        if (EmguCvLibrary.Problem is null) Skip = "Emgu.CV's native library is here";
    }
}

/// <summary>A test on a CUDA device by Emgu.CV, skipped where its native library or a device is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithEmguCvDeviceFactAttribute : FactAttribute
{
    public WithEmguCvDeviceFactAttribute()
    {
        if (!EmguCvLibrary.HasDevice) Skip = EmguCvLibrary.Problem ?? "Emgu.CV finds no CUDA device";
    }
}
