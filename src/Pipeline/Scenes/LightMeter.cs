using System.Numerics;
using Steerlens.Kernels.Images;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Turns light into the bytes of a picture: a soft shoulder for what is bright, the display's gamma, and the YUV matrix.</summary>
internal sealed class LightMeter
{
    private const int Steps = 4096;
    private const float Brightest = 4;

    private readonly float[] _curve = new float[Steps + 1];

    /// <summary>Makes the curve.</summary>
    public LightMeter()
    {
        for (var i = 0; i <= Steps; i++)
        {
            // Squares of the index put most steps where the gamma is steep.
            var light = (double)i * i / ((double)Steps * Steps) * Brightest;
            var toned = light * (1 + (light * 0.12)) / (1 + (light * 0.60));
            toned = Math.Min(1, 1.16 * Math.Pow(toned, 1.12));
            _curve[i] = (float)(toned <= 0.0031308 ? 12.92 * toned : (1.055 * Math.Pow(toned, 1 / 2.4)) - 0.055);
        }
    }

    /// <summary>Writes two rows of light (2 x width, one row after the other) into rows <paramref name="row"/> and the next of a picture.</summary>
    public void Write(ReadOnlySpan<Vector3> light, YuvImage picture, int row, float exposure)
    {
        var width = picture.Width;
        var (weightRed, weightBlue) = picture.Color.LumaWeights;
        var full = picture.Color.FullRange;
        var weights = new Vector3((float)weightRed, (float)(1 - weightRed - weightBlue), (float)weightBlue);
        var (lumaOffset, lumaScale) = full ? (0.5f, 255f) : (16.5f, 219f);
        var chromaScale = 0.25f * (full ? 255f : 224f);
        var scaleU = chromaScale / (float)(2 * (1 - weightBlue));
        var scaleV = chromaScale / (float)(2 * (1 - weightRed));
        var upper = picture.Y.Row(row);
        var lower = picture.Y.Row(row + 1);
        var rowU = picture.U.Row(row / 2);
        var rowV = picture.V.Row(row / 2);
        for (var x = 0; x < width; x += 2)
        {
            var sum = Vector3.Zero;
            var lumaSum = 0f;
            for (var i = 0; i < 4; i++)
            {
                var column = x + (i & 1);
                var color = Curve(light[((i >> 1) * width) + column] * exposure);
                var luma = Vector3.Dot(color, weights);
                sum += color;
                lumaSum += luma;
                var value = (byte)(lumaOffset + (lumaScale * luma));
                if (i < 2) upper[column] = value;
                else lower[column] = value;
            }
            rowU[x / 2] = (byte)(128.5f + (scaleU * (sum.Z - lumaSum)));
            rowV[x / 2] = (byte)(128.5f + (scaleV * (sum.X - lumaSum)));
        }
    }

    private Vector3 Curve(Vector3 light)
    {
        // A little more colour than the light has, as cameras give.
        light += 0.11f * (light - new Vector3(Vector3.Dot(light, new Vector3(0.2126f, 0.7152f, 0.0722f))));
        var places = Vector3.SquareRoot(Vector3.Clamp(light * (1 / Brightest), Vector3.Zero, Vector3.One)) * Steps;
        return new Vector3(_curve[(int)places.X], _curve[(int)places.Y], _curve[(int)places.Z]);
    }
}
