using Steerlens.Models;
using Steerlens.Pipeline.ContractSearch;

namespace Steerlens.Pipeline.Tests.ContractSearch;

public sealed class AngleFitTests
{
    private static readonly (AngleUnit, double)[] Units = [(AngleUnit.Radians, 25), (AngleUnit.Degrees, 25), (AngleUnit.FullScale, 25)];
    private static readonly double[] Truths = [-0.2, 0.1, 0, 0.3, -0.05, 0.15];

    [Theory]
    [InlineData(1, AngleUnit.Radians, true)]
    [InlineData(-1, AngleUnit.Radians, false)]
    [InlineData(-180 / Math.PI, AngleUnit.Degrees, false)]
    [InlineData(180 / Math.PI / 25, AngleUnit.FullScale, true)]
    public void Of_RightAngles_FindsUnitAndSign(double factor, AngleUnit unit, bool right)
    {
        var fit = AngleFit.Of([.. Truths.Select(truth => truth * factor)], Truths, Units, positiveIsRight: null)!.Value;

        Assert.Equal((unit, right, true), (fit.Unit, fit.PositiveIsRight, fit.FitsUnit));
        Assert.Equal((1, 1, 0), (Math.Round(fit.Agreement, 9), Math.Round(fit.Correlation, 9), Math.Round(fit.RootMeanSquare, 6)));
    }

    [Fact]
    public void Of_UnusualUnit_SaysSoAndWhatItIs()
    {
        // An output of 1 is 900 degrees.
        var fit = AngleFit.Of([.. Truths.Select(truth => double.RadiansToDegrees(truth) / 900)], Truths, Units, positiveIsRight: null)!.Value;

        Assert.Equal((false, AngleUnit.FullScale), (fit.FitsUnit, fit.Unit));
        Assert.Equal((900, 900), (Math.Round(fit.FullScaleDegrees, 6), Math.Round(fit.LeastSquaresDegrees, 6)));
        Assert.True(fit.Agreement < 0.6, "a unit that had to be made up counts less");
    }

    [Fact]
    public void Of_SignThatIsKnown_IsKept()
    {
        var fit = AngleFit.Of([.. Truths.Select(truth => -truth)], Truths, Units, positiveIsRight: true)!.Value;

        Assert.True(fit is { PositiveIsRight: true, Correlation: < -0.99, Agreement: < 0 });
    }

    [Fact]
    public void Of_ConstantOrBrokenOutputs_AreWorthNothing()
    {
        Assert.Equal(0, AngleFit.Of([1, 1, 1, 1, 1, 1], Truths, Units, positiveIsRight: null)!.Value.Agreement);
        Assert.Null(AngleFit.Of([double.NaN, 1, 1, 1, 1, 1], Truths, Units, positiveIsRight: null));
    }
}
